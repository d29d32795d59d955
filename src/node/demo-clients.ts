import { existsSync, readFileSync } from 'node:fs';
import { type OrganisationRole, type Scope, usualScopes } from '../core/organisation.ts';
import { generateSigningKey } from '../receipts/signing-key-pair.ts';
import { placeOnce } from './place-once.ts';

/** A client of the registry with its private key, as the demo's `clients.json` lists them. */
export interface DemoClient {
  readonly clientId: string;
  readonly role: OrganisationRole;
  readonly scopes: readonly Scope[];
  /** ES256 (RFC 7518), with `kid`. */
  readonly privateJwk: Readonly<Record<string, string>>;
}

const demoRoles: readonly (readonly [clientId: string, role: OrganisationRole])[] = [
  ['demo-carrier', 'CARRIER'],
  ['demo-call-centre', 'CALL_CENTRE'],
  ['demo-regulator', 'REGULATOR'],
  ['demo-operator', 'OPERATOR'],
];

/** The clients of the demo; made up once. Of two processes that make them at once, both get those of the first. */
export async function demoClients(file: string): Promise<readonly DemoClient[]> {
  if (!existsSync(file)) {
    const clients: DemoClient[] = [];
    for (const [clientId, role] of demoRoles) clients.push(await newClient(clientId, role));
    placeOnce(file, `${JSON.stringify(clients, undefined, 2)}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as readonly DemoClient[];
}

export async function newClient(clientId: string, role: OrganisationRole): Promise<DemoClient> {
  const { privateJwk } = await generateSigningKey();
  return { clientId, role, scopes: usualScopes(role), privateJwk: { ...privateJwk } };
}

/** The public half, as an organisation hands it in. */
export function publicHalf({ privateJwk }: DemoClient): Readonly<Record<string, string>> {
  const { d: _private, ...publicJwk } = privateJwk;
  return publicJwk;
}
