import { Command } from 'commander';
import { failureOf } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Gives a command its options and its action. */
export type Define = (command: Command, terminal: Terminal) => void;

interface Entry {
  readonly summary: string;
  /** Loaded only when asked for, so that a lookup does not wait for what an import needs. */
  readonly load: () => Promise<Define>;
}

const commands: Readonly<Record<string, Entry>> = {
  serve: {
    summary: 'serve the registry over HTTP; on an empty folder with a demo to try',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  demo: {
    summary: 'make a demo with a made-up country and months of figures, in an empty folder',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  init: {
    summary: 'make a new registry: folder, tables, signing keys, first operator',
    load: async () => (await import('./commands/init.ts')).defineInit,
  },
  import: {
    summary: 'register the numbers of a list or CSV file',
    load: async () => (await import('./commands/import.ts')).defineImport,
  },
  'carrier-files': {
    summary: 'take carriers’ files of wishes out of a folder, and answer each row',
    load: async () => (await import('./commands/carrier-files.ts')).defineCarrierFiles,
  },
  lookup: {
    summary: 'ask whether a number may be called or texted',
    load: async () => (await import('./commands/lookup.ts')).defineLookup,
  },
  scrub: {
    summary: 'decide every number of a list: annotated, or split by what may be called',
    load: async () => (await import('./commands/scrub.ts')).defineScrub,
  },
  prove: {
    summary: 'prove what one row of a scrubbed list said, without showing the others',
    load: async () => (await import('./commands/prove.ts')).defineProve,
  },
  token: {
    summary: 'obtain an access token from a running registry',
    load: async () => (await import('./commands/token.ts')).defineToken,
  },
  verify: {
    summary: 'check a receipt, alone or with the response that carried it, or a proof',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  organisations: {
    summary: 'list, admit, suspend organisations, change their keys and quotas',
    load: async () => (await import('./commands/organisations.ts')).defineOrganisations,
  },
  senders: {
    summary: 'list, register and suspend sender identities, authorise agents',
    load: async () => (await import('./commands/senders.ts')).defineSenders,
  },
  assertions: {
    summary: 'list, show and reverse what carriers asserted in bulk',
    load: async () => (await import('./commands/assertions.ts')).defineAssertions,
  },
  abuse: {
    summary: 'show who seems to collect the register',
    load: async () => (await import('./commands/abuse.ts')).defineAbuse,
  },
  canaries: {
    summary: 'list, plant and remove numbers that nobody has',
    load: async () => (await import('./commands/canaries.ts')).defineCanaries,
  },
  statistics: {
    summary: 'write and check files of published figures; say what another law would change',
    load: async () => (await import('./commands/statistics.ts')).defineStatistics,
  },
  keys: {
    summary: 'list, rotate and disown the keys that sign receipts',
    load: async () => (await import('./commands/keys.ts')).defineKeys,
  },
  texts: {
    summary: 'show outgoing texts; drop or send again those of which it is not known whether they went',
    load: async () => (await import('./commands/texts.ts')).defineTexts,
  },
  'sign-in': {
    summary: 'make a single-use link for a person at an organisation',
    load: async () => (await import('./commands/sign-in.ts')).defineSignIn,
  },
  backup: {
    summary: 'copy the registry to a file, also while it serves',
    load: async () => (await import('./commands/backup.ts')).defineBackup,
  },
  audit: {
    summary: 'recompute every hash and replay the log against the state',
    load: async () => (await import('./commands/audit.ts')).defineAudit,
  },
  registry: {
    summary: 'export a whole registry, and import one into an empty folder',
    load: async () => (await import('./commands/registry.ts')).defineRegistry,
  },
  openapi: {
    summary: 'write the OpenAPI document of the API',
    load: async () => (await import('./commands/openapi.ts')).defineOpenapi,
  },
};

/** Runs one command; resolves to the exit code: 0 done, 1 failed, 2 wrong usage, 70 a defect. */
export async function runDnd(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('dnd')
    .description('The do-not-disturb registry. Settings come from the environment: see dnd serve --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'dnd: ')),
    });
  const asked = args[0] === 'help' ? args[1] : args[0];
  try {
    for (const [name, { summary, load }] of Object.entries(commands)) {
      const command = program.command(name).description(summary);
      if (name === asked) (await load())(command, terminal);
    }
    await program.parseAsync(keyIdsLast(args), { from: 'user' });
    return 0;
  } catch (error) {
    const { text, exitCode } = failureOf(error);
    if (text !== undefined) terminal.note(text);
    return exitCode;
  }
}

/** One key id in 64 begins with a dash, and would be read as an option; behind `--` it is not. */
function keyIdsLast(args: readonly string[]): readonly string[] {
  const ids = args.filter((arg) => keyIdWithDash.test(arg));
  return ids.length === 0 ? args : [...args.filter((arg) => !ids.includes(arg)), '--', ...ids];
}

/** base64url of a SHA-256: the thumbprint of RFC 7638 that keys are named by. */
const keyIdWithDash = /^-[\w-]{42}$/;
