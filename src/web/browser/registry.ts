import {
  Button,
  createAll,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
} from 'govuk-frontend';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, ErrorSummary, FileUpload, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}
