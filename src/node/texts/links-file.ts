import { readFileSync, statSync } from 'node:fs';
import type { Policy } from '../../core/policy.ts';
import { SettingError } from '../../runtime/setting-forms.ts';
import { httpLinkKinds } from '../../runtime/text-links.ts';
import { LinkSettingError } from '../../sms/given-settings.ts';
import { type LinkKind, type Links, linksOf } from '../../sms/links.ts';
import { smppLink } from '../../sms/smpp/smpp-link.ts';
import { parseSmppLinkSettings } from '../../sms/smpp/smpp-link-settings.ts';

/** The kinds of link; each reads the settings that are its own. */
const kinds: Readonly<Record<string, LinkKind>> = {
  SMPP({ name }, given) {
    const settings = given.object('smpp', (members) => parseSmppLinkSettings({ ...members, name }));
    return { outlet: (ends) => smppLink(settings, ends) };
  },
  ...httpLinkKinds,
};

const bytesMax = 2 ** 20;
const permissionBits = 0o777;
const ofOthers = 0o077;

/** The links of a file that holds secrets. Throws `SettingError`, which names what is wrong. */
export function linksOfFile(file: string, policy: Policy): Links {
  try {
    const { mode, size } = statSync(file);
    if ((mode & ofOthers) !== 0) {
      const is = (mode & permissionBits).toString(8);
      throw new SettingError(`SMS_LINKS: ${file} holds secrets, and others may read it (mode ${is}): chmod 600`);
    }
    if (size > bytesMax) throw new SettingError(`SMS_LINKS: ${file} is larger than ${bytesMax} bytes`);
    return linksOf(JSON.parse(readFileSync(file, 'utf8')), kinds, policy);
  } catch (error) {
    throw settingError(file, error);
  }
}

function settingError(file: string, error: unknown): unknown {
  if (error instanceof LinkSettingError) return new SettingError(`SMS_LINKS: ${file}: ${error.message}`);
  // Its message would quote the file, secrets too.
  if (error instanceof SyntaxError) return new SettingError(`SMS_LINKS: ${file} is not JSON`);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : new SettingError(`SMS_LINKS: ${file} cannot be read (${code})`, { cause: error });
}
