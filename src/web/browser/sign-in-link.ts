/** Puts what stands behind `#` of a sign-in link into its form, and takes it out of the address. */
export function takeTokenFromLink(): void {
  const field = document.querySelector<HTMLInputElement>('[data-token-from-link] input');
  const token = location.hash.slice(1);
  if (field === null || token === '' || token === 'token' || token === 'main-content') return;
  field.value = token;
  history.replaceState(null, '', location.pathname);
}
