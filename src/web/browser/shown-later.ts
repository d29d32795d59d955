const longestMs = 2 ** 31 - 1;

/** Shows what has its time after the page was made. */
export function showWhenDue(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-shown-after-ms][hidden]')) {
    const afterMs = Number(element.dataset['shownAfterMs']);
    if (afterMs >= 0 && afterMs <= longestMs) setTimeout(() => element.removeAttribute('hidden'), afterMs);
  }
}
