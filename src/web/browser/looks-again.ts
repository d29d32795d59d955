const lookMs = 2_000;
/** Whoever listens to the page is not told of every look. */
const tellMs = 10_000;

/** Keeps the progress of a list up to date, and opens the page anew when it has ended. */
export function lookAgain(): void {
  if (document.querySelector('[data-looks-again]') === null) return;
  let toldAt = performance.now();
  const next = () => void setTimeout(() => void look(), lookMs);
  const look = async () => {
    const shown = document.querySelector('[data-looks-again]');
    const fresh = await freshPage();
    const found = fresh?.querySelector('[data-looks-again]');
    if (fresh !== undefined && (found === null || found === undefined)) return location.replace(location.href);
    if (shown !== null && found !== null && found !== undefined) {
      shown.replaceWith(found);
      document.title = fresh?.title ?? document.title;
      const tells = document.querySelector('[data-tells]');
      if (tells !== null && performance.now() - toldAt >= tellMs) {
        tells.textContent = found.querySelector('[data-told]')?.textContent ?? '';
        toldAt = performance.now();
      }
    }
    next();
  };
  next();
}

/** Undefined where the registry cannot be reached: it is asked again. */
async function freshPage(): Promise<Document | undefined> {
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (response.status >= 500) return undefined;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return undefined;
  }
}
