import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OrganisationDocument, scopesOfRole } from '../../src/core/organisation.ts';
import { formatPhoneNumber, type PhoneNumber } from '../../src/core/phone-number.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { SenderIdentityDocument } from '../../src/core/sender-identity.ts';
import { openLookup } from '../../src/lookup/open-lookup.ts';
import { CarrierFileFolder } from '../../src/node/carrier-files/carrier-file-folder.ts';
import { ScrubFolder } from '../../src/node/scrubs/scrub-folder.ts';
import { accessToken, tokenVerifier } from '../../src/receipts/access-token.ts';
import { answerCache } from '../../src/receipts/answer-cache.ts';
import { receiptDesk } from '../../src/receipts/key-ring-desk.ts';
import { abuseDesk } from '../../src/registry/abuse/abuse-desk.ts';
import type { Actor, OrganisationActor, SubscriberActor } from '../../src/registry/access/actor.ts';
import { neverOverloaded } from '../../src/registry/overload.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { scrubStreamed } from '../../src/registry/scrubs/scrub-streamed.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { useCounts } from '../../src/registry/use-counts.ts';
import { nodeSigner } from '../../src/runtime/node-signer.ts';
import { nodeScrubTools } from '../../src/runtime/scrub-tools.ts';
import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import type { Store } from '../../src/storage/store.ts';

export const operatorAtConsole: Actor = { kind: 'CONSOLE', name: 'test' };

/** Sunday, noon in China: no quiet hours. */
export const startedAt = Date.UTC(2026, 10, 22, 4);

export interface Text {
  readonly to: PhoneNumber;
  readonly text: string;
  readonly expiresAt: number;
}

/** A whole registry over a memory store, with what a test needs to move and to see. */
export interface MemoryRegistry {
  readonly registry: Registry;
  /** Stands still until it is moved. */
  readonly clock: { at: number };
  /** Every text sent, oldest first. */
  readonly outbox: Text[];
}

export interface MemoryRegistryOptions {
  readonly policy?: Policy;
  /** Give two registries one store, clock and outbox for two processes. */
  readonly store?: Store;
  readonly clock?: { at: number };
  readonly outbox?: Text[];
  readonly scrubFolder?: string;
  readonly carrierFileFolder?: string;
}

export async function memoryRegistry(options: MemoryRegistryOptions = {}): Promise<MemoryRegistry> {
  const { policy = cnPolicy, clock = { at: startedAt }, outbox = [], store = freshStore() } = options;
  const now = () => clock.at;
  const issuer = 'https://dnd.example';
  const { follower, shard, directory } = openLookup(store, { logId: 'log' });
  const { checkValidForSec } = policy.clocks;
  const receipts = receiptDesk({ directory, store, signerOf: nodeSigner, sha256, issuer, checkValidForSec, now });
  const pepper = new Uint8Array(32).fill(7);
  const registry: Registry = {
    policy,
    issuer,
    store,
    logId: 'log',
    shard,
    directory,
    atOneMoment: follower.refreshedOnce,
    receipts,
    tokens: tokenVerifier({ desk: receipts, directory, issuer, tokensMax: 100 }),
    answers: answerCache({ entriesMax: 1_000, bytesMax: 1_000_000, questionsMax: 100 }),
    counts: useCounts({ store, zone: policy.defaultZones[0], now }),
    sms: {
      async send({ to, text, expiresAt }, together = []) {
        if (!(await store.putShortRecords(together))) return false;
        outbox.push({ to, text, expiresAt });
        return true;
      },
    },
    overload: neverOverloaded,
    abuse: abuseDesk({ store, directory, pepper, demo: true, now }),
    scrubs: {
      // Nothing is made there before somebody opens a scrub.
      files: new ScrubFolder(options.scrubFolder ?? join(tmpdir(), `dnd-scrubs-${crypto.randomUUID()}`)),
      tools: nodeScrubTools,
      stream: (actor, scrub) => scrubStreamed(registry, actor, scrub),
      wake() {},
    },
    carrierFiles: new CarrierFileFolder(
      options.carrierFileFolder ?? join(tmpdir(), `dnd-carrier-files-${crypto.randomUUID()}`),
    ),
    now,
    pepper,
    demo: true,
  };
  if (directory.signingKeys() === undefined) await createSigningKeys(registry, operatorAtConsole);
  return { registry, clock, outbox };
}

export function freshStore(): Store {
  return memoryStore({ sha256: (bytes) => createHash('sha256').update(bytes).digest() });
}

/** A number of the Chinese plan. The last eight digits are free to choose. */
export function chineseNumber(lastDigits = 10_000): PhoneNumber {
  return (8_613_800_000_000 + lastDigits) as PhoneNumber;
}

export function wire(number: PhoneNumber): string {
  return formatPhoneNumber(number);
}

export function subscriber(number: PhoneNumber, tenure = 1): SubscriberActor {
  return { kind: 'SUBSCRIBER', number, tenure, wayIn: 'API', proof: 'OTP' };
}

/** Writes an organisation as it shall stand, with all that its role may hold unless told otherwise. */
export async function setOrganisation(
  { store, now }: Registry,
  organisationId: string,
  terms: Partial<OrganisationDocument> = {},
): Promise<OrganisationActor> {
  const { role = 'BRAND' } = terms;
  const document: OrganisationDocument = {
    organisationId,
    name: `The ${organisationId}`,
    role,
    status: 'ACTIVE',
    scopes: scopesOfRole[role],
    admittedClasses: [],
    keys: [{ kid: 'client-key', jwk: {}, addedAt: now() }],
    numberRanges: [],
    ...terms,
  };
  const follows = store.entity('ORGANISATION', organisationId)?.position ?? 0;
  const event = { kind: 'ORGANISATION_SET', document } as const;
  const common = { at: now(), actor: 'operator:test', wayIn: 'CLI' } as const;
  await store.append([{ ...common, entityId: organisationId, follows, event }]);
  return { kind: 'ORGANISATION', organisationId, role, scopes: document.scopes };
}

export async function setSenderIdentity(
  { store, now }: Registry,
  senderId: string,
  terms: Partial<SenderIdentityDocument> = {},
): Promise<void> {
  const document: SenderIdentityDocument = {
    senderId,
    kind: 'HEADER',
    brand: 'brand-1',
    categories: ['FIN_CREDIT'],
    status: 'ACTIVE',
    agents: [],
    ...terms,
  };
  const follows = store.entity('SENDER_IDENTITY', senderId)?.position ?? 0;
  const event = { kind: 'SENDER_IDENTITY_SET', document } as const;
  const common = { at: now(), actor: 'operator:test', wayIn: 'CLI' } as const;
  await store.append([{ ...common, entityId: senderId, follows, event }]);
}

/** An access token for an organisation that `setOrganisation` wrote, with all the scopes that it holds. */
export async function tokenFor(registry: Registry, { organisationId, scopes }: OrganisationActor): Promise<string> {
  const { receipts, issuer, now } = registry;
  const grant = { issuer, clientId: organisationId, clientKeyId: 'client-key', scopes, now: now() };
  return accessToken(receipts, grant);
}

/** The one-time code that was texted last. */
export function lastCode(outbox: readonly Text[]): string {
  return /\d{6}/.exec(outbox.at(-1)?.text ?? '')?.[0] ?? '';
}
