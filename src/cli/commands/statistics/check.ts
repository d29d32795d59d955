import type { Command } from 'commander';
import { formatInstant } from '../../../core/time.ts';
import { jwksVerifier } from '../../../receipts/jws-verifier.ts';
import { CommandFailure } from '../../failure.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { keySet } from '../../key-set.ts';
import { type CheckedRelease, checkRelease } from '../../statistics/check-release.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface CheckOptions extends FolderOptions {
  readonly jwks?: string;
  readonly json?: true;
}

export function defineStatisticsCheck(command: Command, terminal: Terminal): void {
  withFolderOption(
    command.command('check').description('whether files of figures are those that the registry signed a manifest of'),
  )
    .argument('<folder>', 'with manifest.json and the files, under their own names or as browsers save them')
    .option('--jwks <file or url>', 'the registry’s public keys; those of the local folder where absent')
    .option('--json', 'print one JSON object')
    .action(async (folder: string, options: CheckOptions) => {
      const checked =
        options.jwks === undefined
          ? await inReadRegistry(terminal, options, ({ registry }) =>
              checkRelease(folder, registry.receipts, terminal.now()),
            )
          : await checkRelease(folder, jwksVerifier(await keySet(options.jwks)), terminal.now());
      terminal.out(options.json ? JSON.stringify(checked) : checkedText(checked));
      requireGood(checked);
    });
}

function checkedText({ outcome, payload, files }: CheckedRelease): string {
  const { iss, audience, period, position, iat, demo } = payload ?? {};
  const signedAt = typeof iat === 'number' ? formatInstant(iat * 1_000) : '';
  const { id = '' } = (period ?? {}) as { readonly id?: string };
  const about =
    payload === undefined
      ? ''
      : `: ${demo === true ? 'a demo’s made-up ' : ''}figures of ${id}, ${audience}, at ${position}, signed by ${iss}, ${signedAt}`;
  const rows = files.map(({ file, status, sha256 }) => [file, status, sha256]);
  return `${outcome}${about}${rows.length === 0 ? '' : `\n${tableText(rows)}`}`;
}

/** A file that is not here may be elsewhere; one that is here and another, or none at all, proves nothing. */
function requireGood({ outcome, files }: CheckedRelease): void {
  if (outcome !== 'VALID') throw new CommandFailure(`the manifest is not valid: ${outcome}`);
  const others = files.filter(({ status }) => status === 'DIFFERS').map(({ file }) => file);
  if (others.length > 0) throw new CommandFailure(`not what was signed: ${others.join(', ')}`);
  if (!files.some(({ status }) => status === 'SAME')) throw new CommandFailure('none of the files is here');
}
