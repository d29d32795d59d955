import { scrubJobLimits } from '../../registry/scrubs/scrub-job-limits.ts';
import { FieldError, type FormError } from '../shell/error-summary.tsx';
import { Button } from '../shell/form.tsx';
import { formatsOf } from '../shell/formats.ts';
import { formTokenField } from '../visit.ts';
import type { WebContext } from '../web-context.ts';
import type { UploadWords } from '../words/call-centre-words.ts';

/** A list of which a part is here. */
export interface UnfinishedList {
  readonly path: string;
  /** Of the whole list; absent where nobody said. */
  readonly bytes: number | undefined;
}

/**
 * A file for the registry: with scripts it goes in parts and goes on where it broke off, without them as a form, whose
 * token stands in front of the file.
 */
export function DropZone({ c, errors, unfinished }: DropZoneParts) {
  const { upload } = c.get('words').callCentre;
  const hasError = errors.some(({ field }) => field === 'list');
  return (
    <form
      action="/lists/new"
      method="post"
      enctype="multipart/form-data"
      novalidate
      data-list-upload={uploadSettings(c, unfinished)}
    >
      <input type="hidden" name={formTokenField} value={c.get('formToken')} />
      <div class={`govuk-form-group${hasError ? ' govuk-form-group--error' : ''}`}>
        <label class="govuk-label govuk-label--m" for="list">
          {upload.fileLabel}
        </label>
        <div id="list-hint" class="govuk-hint">
          {upload.fileHint(formatsOf(c).bytes(scrubJobLimits.inputBytesMax))}
        </div>
        <FieldError words={c.get('words').shell} field="list" errors={errors} />
        <div class="govuk-file-upload-wrapper" data-module="govuk-file-upload" {...dropZoneWords(upload)}>
          <input
            class="govuk-file-upload"
            id="list"
            name="list"
            type="file"
            aria-describedby={hasError ? 'list-hint list-error' : 'list-hint'}
          />
        </div>
      </div>
      <Button text={upload.send} mayRepeat />
      <div data-upload-progress hidden>
        <p class="govuk-body" id="upload-state" role="status" />
        <progress class="registry-progress" max="100" value="0" aria-labelledby="upload-state" />
        <p class="govuk-body">
          <button type="button" class="govuk-button govuk-button--secondary" data-upload-cancel>
            {upload.cancel}
          </button>
        </p>
      </div>
      <p class="govuk-error-message" role="alert" data-upload-refused hidden />
    </form>
  );
}

interface DropZoneParts {
  readonly c: WebContext;
  readonly errors: readonly FormError[];
  readonly unfinished?: UnfinishedList | undefined;
}

/** As `govuk-file-upload` is told of them. */
function dropZoneWords(upload: UploadWords): Record<string, string> {
  return {
    'data-i18n.choose-files-button': upload.chooseFile,
    'data-i18n.drop-instruction': upload.dropFile,
    'data-i18n.no-file-chosen': upload.noFileChosen,
    'data-i18n.entered-drop-zone': upload.enteredDropZone,
    'data-i18n.left-drop-zone': upload.leftDropZone,
  };
}

/** What the script needs to know, as JSON. */
function uploadSettings(c: WebContext, unfinished: UnfinishedList | undefined): string {
  const { sending, waiting, workbook, otherFile, signedOut, refused, empty } = c.get('words').callCentre.upload;
  return JSON.stringify({ sending, waiting, workbook, otherFile, signedOut, refused, empty, ...unfinished });
}
