import { Fault } from '../core/fault.ts';
import { type OrganisationRole, usualScopes } from '../core/organisation.ts';
import type { Policy } from '../core/policy.ts';
import { generateSigningKey } from '../receipts/signing-key-pair.ts';
import { addOrganisationKey } from '../registry/organisations/add-organisation-key.ts';
import { type AdmitOrganisationInput, admitOrganisation } from '../registry/organisations/admit-organisation.ts';
import { changeOrganisation } from '../registry/organisations/change-organisation.ts';
import { registerSenderIdentity } from '../registry/organisations/register-sender-identity.ts';
import type { Registry } from '../registry/registry.ts';
import { demoSender } from './demo-names.ts';
import { operatorAtConsole } from './operator-at-console.ts';

export const demoBrand = 'demo-brand';
const demoAgents = ['demo-call-centre', 'demo-carrier'];

/** What the registry is told of a client of the demo. */
export interface DemoOrganisation {
  readonly clientId: string;
  readonly role: OrganisationRole;
  /** ES256 (RFC 7518), with `kid`. */
  readonly publicJwk: Readonly<Record<string, string>>;
  /** That its folder was made with; absent: those of its role. */
  readonly scopes?: readonly string[];
}

/** Whatever of the demo is not there yet: organisations, a brand, and its sender identity. By several at once. */
export async function admitDemo(registry: Registry, clients: readonly DemoOrganisation[]): Promise<void> {
  for (const client of clients) await admitOnce(registry, client);
  if (registry.store.entity('ORGANISATION', demoBrand) === undefined) {
    const { publicJwk } = await generateSigningKey();
    await unlessThere(
      admitOrganisation(registry, operatorAtConsole, admission(demoBrand, 'BRAND', 'Demo brand', publicJwk)),
    );
  }
  if (registry.store.entity('SENDER_IDENTITY', demoSender) === undefined) {
    await unlessThere(
      registerSenderIdentity(registry, operatorAtConsole, {
        senderId: demoSender,
        kind: 'HEADER',
        brand: demoBrand,
        categories: registry.policy.categories.map(({ id }) => id),
        agents: demoAgents.map((organisationId) => ({ organisationId })),
      }),
    );
  }
}

async function admitOnce(registry: Registry, client: DemoOrganisation): Promise<void> {
  const { clientId, role, publicJwk: jwk } = client;
  const known = registry.store.entity('ORGANISATION', clientId)?.document;
  if (known === undefined) {
    const name = `Demo ${clientId.slice('demo-'.length).replace('-', ' ')}`;
    const ranges = role === 'CARRIER' ? { numberRanges: wholePlan(registry.policy) } : {};
    await unlessThere(
      admitOrganisation(registry, operatorAtConsole, { ...admission(clientId, role, name, jwk), ...ranges }),
    );
    return;
  }
  if (!known.keys.some(({ kid }) => kid === jwk['kid'])) {
    await unlessThere(addOrganisationKey(registry, operatorAtConsole, { organisationId: clientId, jwk }));
  }
  // It was made by a program whose roles held less.
  const had: readonly string[] = client.scopes ?? usualScopes(role);
  const since = usualScopes(role).filter((scope) => !had.includes(scope) && !known.scopes.includes(scope));
  if (since.length > 0) {
    const scopes = [...known.scopes, ...since];
    await changeOrganisation(registry, operatorAtConsole, { organisationId: clientId, scopes });
  }
}

function admission(
  organisationId: string,
  role: AdmitOrganisationInput['role'],
  name: string,
  key: Readonly<Record<string, string>>,
): AdmitOrganisationInput {
  return { organisationId, role, name, keys: [key], demo: true };
}

/** Two leading digits each: a range of one digit, as where the calling code is 1, is no carrier's. */
function wholePlan({ plan }: Policy): readonly string[] {
  return [...new Set(plan.flatMap(({ prefixes }) => prefixes).map((prefix) => prefix.slice(0, 2)))];
}

/** Another process may have been quicker. */
async function unlessThere(admission: Promise<unknown>): Promise<void> {
  try {
    await admission;
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'ALREADY_EXISTS')) throw error;
  }
}
