import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import type { ServedRegistry } from '../served-registry.ts';

/** A link that signs a person of a demo organisation in, as the command line prints it. */
export function signInLink({ dataDir, url }: ServedRegistry, organisation = 'demo-call-centre'): string {
  const words = ['sign-in', '--organisation', organisation, '--person', 'desk-7', '--json'];
  const env = { ...process.env, DATA_DIR: dataDir, PORT: new URL(url).port };
  const said = execFileSync(process.execPath, ['dist/cli/dnd.js', ...words], { env, encoding: 'utf8' });
  return (JSON.parse(said) as { link: string }).link;
}

export async function signedIn(page: Page, registry: ServedRegistry): Promise<void> {
  await page.goto(signInLink(registry));
  await page.click('main form button.govuk-button');
  await page.waitForURL('**/lists');
}

/** The path of one list, with nothing behind it. */
export const listPage: RegExp = /\/lists\/[0-9a-z]{20,}$/;
