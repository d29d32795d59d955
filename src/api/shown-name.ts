const charactersMax = 64;

/** A name that a caller made up, fit for an error text: short, and no phone number in it. */
export function shownName(name: string): string {
  return name
    .slice(0, 2 * charactersMax)
    .replace(/\+?\d{7,}/g, '[number]')
    .slice(0, charactersMax);
}
