import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { organisationRoles } from '../../core/organisation.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { newClient, publicHalf } from '../../node/demo-clients.ts';
import { openRegistry } from '../../node/open-registry.ts';
import type { Settings } from '../../node/settings.ts';
import { admitOrganisation } from '../../registry/organisations/admit-organisation.ts';
import type { GivenKey } from '../../registry/organisations/client-key.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { writeClientFile } from '../client-file.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../folder.ts';
import { publicKeysOf } from '../key-file.ts';
import type { Terminal } from '../terminal.ts';

interface InitOptions extends FolderOptions {
  readonly operator?: string;
  readonly operatorId: string;
  readonly operatorKey?: string;
  readonly generateKey?: string;
}

export function defineInit(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--operator <name>', 'admit the first operator under this name')
    .option('--operator-id <id>', 'its organisation id', 'operator')
    .option('--operator-key <file>', 'its public key: a JWK or a JWK set')
    .option('--generate-key <file>', 'make a key pair for it instead; written to this file for its owner alone')
    .action(async (options: InitOptions) => {
      requireKeyOfOperator(options);
      const settings = settingsOf(terminal, options);
      if (existsSync(dataFolder(settings.dataDir).databaseFile)) {
        throw new CommandFailure(`DATA_DIR: there is a registry in ${settings.dataDir} already`);
      }
      const keys = await operatorKeys(options);
      const opened = await openRegistry(settings, terminal.now);
      try {
        const { operator: name, operatorId: organisationId } = options;
        if (name !== undefined) {
          await admitOrganisation(opened.registry, operatorAtConsole, { organisationId, name, role: 'OPERATOR', keys });
        }
      } finally {
        await opened.close();
      }
      terminal.out(nextSteps(settings, options));
    });
}

function requireKeyOfOperator({ operator, operatorKey, generateKey }: InitOptions): void {
  const given = [operatorKey, generateKey].filter((one) => one !== undefined).length;
  if (operator === undefined && given > 0) throw new WrongUsage('--operator: a key without a name');
  if (operator !== undefined && given !== 1) {
    throw new WrongUsage('--operator: give --operator-key FILE or --generate-key FILE with it, and not both');
  }
}

async function operatorKeys({ operatorId, operatorKey, generateKey }: InitOptions): Promise<readonly GivenKey[]> {
  if (operatorKey !== undefined) return publicKeysOf(operatorKey);
  if (generateKey === undefined) return [];
  const client = await newClient(operatorId, 'OPERATOR');
  writeClientFile(generateKey, [client]);
  return [publicHalf(client)];
}

function nextSteps({ mode, dataDir, policy }: Settings, { operator, operatorId, generateKey }: InitOptions): string {
  return [
    `A registry of the policy ${policy} is in ${dataDir}.`,
    ...(operator === undefined ? [] : [`Operator admitted: ${operatorId} (${operator}).`]),
    ...(generateKey === undefined ? [] : [`Its private key is in ${generateKey}: nobody else has it. Keep a copy.`]),
    'Next:',
    `  dnd organisations admit ID --role ROLE --name NAME --key FILE --write   (${organisationRoles.join(', ')})`,
    '  dnd senders register SENDER --kind HEADER --brand ID --categories … --write',
    '  dnd import FILE --refuse all --write   (a list that exists already)',
    mode === 'production'
      ? '  dnd serve'
      : '  npm start   (demo mode; for others than this machine: DND_MODE=production)',
  ].join('\n');
}
