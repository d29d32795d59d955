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
import { startUploads } from './list-upload.ts';
import { lookAgain } from './looks-again.ts';
import { watchSessionEnd } from './session-end.ts';
import { showWhenDue } from './shown-later.ts';
import { takeTokenFromLink } from './sign-in-link.ts';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, ErrorSummary, FileUpload, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}
takeTokenFromLink();
showWhenDue();
startUploads();
lookAgain();
watchSessionEnd();
