/** What the page tells of itself, in `data-list-upload`. */
interface UploadSettings {
  readonly sending: string;
  readonly waiting: string;
  readonly workbook: string;
  readonly otherFile: string;
  readonly signedOut: string;
  readonly refused: string;
  readonly empty: string;
  /** Of a list of which a part is there already. */
  readonly path?: string;
  readonly bytes?: number;
}

/** So much is sent at once: what breaks off costs no more. */
const partBytes = 4 * 2 ** 20;
const waitMsMax = 15_000;
/** XLSX and archives, and XLS. */
const workbookMarks = ['504b0304', 'd0cf11e0'];

/** Sends a chosen file in parts, and goes on where a part broke off. */
export function startUploads(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-list-upload]')) {
    const upload = new ListUpload(form);
    // A hidden comma within what is seen: the name would not hold the words on the button (WCAG 2.5.3).
    form.querySelector('.govuk-file-upload-button [id$="-comma"]')?.replaceChildren();
    form.addEventListener('submit', (event) => {
      const file = form.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0];
      // Without a file the registry says what is missing.
      if (file === undefined) return;
      event.preventDefault();
      void upload.send(file);
    });
  }
}

class ListUpload {
  readonly #form: HTMLFormElement;
  readonly #settings: UploadSettings;
  readonly #token: string;
  #path: string | undefined;
  #request: XMLHttpRequest | undefined;
  #isSending: boolean = false;
  #isCancelled: boolean = false;
  #toldAt: number = Number.NEGATIVE_INFINITY;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#settings = JSON.parse(form.dataset['listUpload'] ?? '{}') as UploadSettings;
    this.#token = form.querySelector<HTMLInputElement>('input[name=formToken]')?.value ?? '';
    this.#path = this.#settings.path;
    form.querySelector('[data-upload-cancel]')?.addEventListener('click', () => void this.#cancel());
  }

  async send(file: File): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#refuse(undefined);
    try {
      const wrong = await this.#wrongWith(file);
      if (wrong !== undefined) return this.#refuse(wrong);
      this.#show('progress', true);
      await this.#sendAll(file);
    } finally {
      this.#isSending = false;
    }
  }

  async #wrongWith(file: File): Promise<string | undefined> {
    const { workbook, otherFile, empty, bytes } = this.#settings;
    if (bytes !== undefined && file.size !== bytes) return otherFile;
    if (file.size === 0) return empty;
    const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
    const mark = [...head].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return workbookMarks.includes(mark) ? workbook : undefined;
  }

  async #sendAll(file: File): Promise<void> {
    let waitMs = 1_000;
    let offset: number | undefined;
    while (!this.#isCancelled) {
      try {
        offset ??= await this.#arrived(file);
        this.#tell(offset, file.size, true);
        offset = await this.#sendPart(file, offset);
        waitMs = 1_000;
        if (offset >= file.size) return location.assign(this.#path ?? '/lists');
      } catch (error) {
        if (this.#isCancelled) return;
        if (error instanceof Refused) return this.#refuse(error.message);
        offset = undefined;
        this.#say(this.#settings.waiting);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        waitMs = Math.min(waitMsMax, 2 * waitMs);
      }
    }
  }

  /** Where the list goes on; opens it first where it is new. */
  async #arrived(file: File): Promise<number> {
    const headers = { 'x-form-token': this.#token };
    if (this.#path === undefined) {
      const body = new URLSearchParams({ name: file.name, bytes: String(file.size), type: file.type });
      const opened = await this.#answered(fetch('/lists/uploads', { method: 'POST', headers, body }));
      this.#path = opened.headers.get('location') ?? undefined;
      return 0;
    }
    const response = await this.#answered(fetch(`${this.#path}/input`, { headers, cache: 'no-store' }));
    // All of it may have come although the answer did not.
    return response.headers.get('upload-complete') === '?1'
      ? file.size
      : offsetOf(response.headers.get('upload-offset'));
  }

  #sendPart(file: File, offset: number): Promise<number> {
    if (offset >= file.size) return Promise.resolve(offset);
    const end = Math.min(file.size, offset + partBytes);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.#request = request;
      request.open('PATCH', `${this.#path}/input`);
      request.setRequestHeader('content-type', 'application/partial-upload');
      request.setRequestHeader('x-form-token', this.#token);
      request.setRequestHeader('upload-offset', String(offset));
      request.setRequestHeader('upload-complete', end === file.size ? '?1' : '?0');
      request.upload.onprogress = ({ loaded }) => this.#tell(offset + loaded, file.size, false);
      request.onload = () => {
        if (request.status === 204) resolve(offsetOf(request.getResponseHeader('upload-offset')));
        else reject(this.#failure(request.status, request.getResponseHeader('content-type'), request.responseText));
      };
      request.onerror = () => reject(new Error('broken off'));
      request.onabort = () => reject(new Error('cancelled'));
      request.send(file.slice(offset, end));
    });
  }

  /** Who is signed out is sent to the way in. */
  async #answered(response: Promise<Response>): Promise<Response> {
    const answer = await response;
    if (answer.ok && !answer.redirected) return answer;
    const status = answer.redirected ? 401 : answer.status;
    throw this.#failure(status, answer.headers.get('content-type'), await answer.text());
  }

  #failure(status: number, type: string | null, text: string): Error {
    const { signedOut, refused } = this.#settings;
    if (status === 401) return new Refused(signedOut);
    const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 409;
    if (!isRefusal) return new Error('not taken');
    return new Refused(type?.startsWith('text/plain') === true ? text : refused);
  }

  async #cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#request?.abort();
    if (this.#path === undefined) return location.assign('/lists/new');
    const body = new URLSearchParams({ formToken: this.#token });
    await fetch(`${this.#path}/delete`, { method: 'POST', body }).catch(() => undefined);
    location.assign('/lists/new');
  }

  #tell(sent: number, all: number, isNews: boolean): void {
    const bar = this.#form.querySelector('progress');
    if (bar !== null) bar.value = (100 * sent) / all;
    // Read out loud now and then only.
    if (!isNews || performance.now() - this.#toldAt < 3_000) return;
    this.#toldAt = performance.now();
    const { lang } = document.documentElement;
    const percent = new Intl.NumberFormat(lang, { style: 'percent' }).format(Math.floor((100 * sent) / all) / 100);
    const size = new Intl.NumberFormat(lang, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
    this.#say(this.#settings.sending.replace('{percent}', percent).replace('{size}', size.format(all / 1_000_000)));
  }

  #say(text: string): void {
    const state = this.#form.querySelector('[role=status]');
    if (state !== null) state.textContent = text;
  }

  #refuse(text: string | undefined): void {
    const place = this.#form.querySelector<HTMLElement>('[data-upload-refused]');
    if (place !== null) place.textContent = text ?? '';
    this.#show('refused', text !== undefined);
    if (text !== undefined) this.#show('progress', false);
  }

  #show(what: 'progress' | 'refused', isShown: boolean): void {
    this.#form.querySelector(`[data-upload-${what}]`)?.toggleAttribute('hidden', !isShown);
    if (what === 'progress') {
      for (const part of this.#form.querySelectorAll(':scope > .govuk-form-group, :scope > .govuk-button'))
        part.toggleAttribute('hidden', isShown);
    }
  }
}

/** The registry does not want it, and says why: to try again is of no use. */
class Refused extends Error {}

function offsetOf(header: string | null): number {
  const offset = Number(header ?? Number.NaN);
  if (Number.isNaN(offset)) throw new Error('no offset');
  return offset;
}
