const warnedBeforeSec = 180;

/** A few minutes before a session ends it is said aloud; "Stay signed in" then leaves what is entered where it is. */
export function watchSessionEnd(): void {
  const account = document.querySelector<HTMLElement>('[data-session-left-sec]');
  const notice = account?.querySelector<HTMLElement>('[role=alert]');
  const form = account?.querySelector<HTMLFormElement>('form[action$="/stay"]');
  if (!account || !notice || !form) return;
  let timer: number | undefined;
  const wait = () => {
    window.clearTimeout(timer);
    notice.hidden = true;
    const leftSec = Number(account.dataset['sessionLeftSec']) - warnedBeforeSec;
    timer = window.setTimeout(() => {
      notice.hidden = false;
    }, Math.max(0, leftSec) * 1_000);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void stay(account, form, wait);
  });
  wait();
}

/** Where the server does not take it quietly, the form goes the way that it goes without scripts. */
async function stay(account: HTMLElement, form: HTMLFormElement, onStayed: () => void): Promise<void> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const response = await fetch(form.action, { method: 'POST', body }).catch(() => undefined);
  const page = new DOMParser().parseFromString((await response?.text()) ?? '', 'text/html');
  const renewed = page.querySelector<HTMLElement>('[data-session-left-sec]');
  const [until, shown] = [renewed?.querySelector('p'), account.querySelector('p')];
  if (!renewed || !until || !shown) {
    form.submit();
    return;
  }
  shown.textContent = until.textContent;
  account.dataset['sessionLeftSec'] = renewed.dataset['sessionLeftSec'];
  onStayed();
}
