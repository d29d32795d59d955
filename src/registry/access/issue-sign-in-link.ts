import { Fault } from '../../core/fault.ts';
import { type EpochMs, hourMs, minuteMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import type { Actor } from './actor.ts';
import { base64url, keyedHash } from './keyed-hash.ts';
import type { RateLimit } from './rate-limit.ts';
import { countUses } from './rate-limits.ts';

export interface IssueSignInLinkInput {
  /** The person as the organisation knows it; the log names it as the agent of what it does. */
  readonly person: string;
  /** From the console: whose person it is. An organisation speaks for itself. */
  readonly organisationId?: string | undefined;
}

/** The secret part of a link: 256 random bits, base64url. The store has only its keyed hash. */
export interface SignInLink {
  readonly token: string;
  readonly expiresAt: EpochMs;
}

/** Whom a link or a session is for; what that organisation may do is asked at each request. */
export interface SignedInPerson {
  readonly organisationId: string;
  readonly person: string;
}

export const signInLinkLifetimeMs = 10 * minuteMs;

const linkLimit: RateLimit = {
  name: 'sign-in link',
  max: 200,
  windowMs: hourMs,
  reason: 'a large office in the morning',
};

/**
 * A link for one person of an organisation, good once and for ten minutes. Any active organisation may make links
 * for its own people. Faults: PERMISSION_DENIED, INVALID_ARGUMENT, INCOMPATIBLE_STATE, TOO_MANY_REQUESTS.
 */
export async function issueSignInLink(
  registry: Registry,
  actor: Actor,
  input: IssueSignInLinkInput,
): Promise<SignInLink> {
  const organisationId = requireOwnOrganisation(actor, input.organisationId);
  const { person } = input;
  if (!/^[^\p{C}]{1,100}$/u.test(person) || person.trim() !== person) {
    throw new Fault('INVALID_ARGUMENT', 'not the name of a person', {
      field: 'person',
      limit: '1 to 100 characters, none of them a control character, no space at either end',
    });
  }
  if (registry.directory.organisation(organisationId)?.document.status !== 'ACTIVE') {
    throw new Fault('INCOMPATIBLE_STATE', 'no active organisation has this id', { field: 'organisationId' });
  }
  await countUses(registry, [{ limit: linkLimit, subject: organisationId }]);
  const token = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const now = registry.now();
  const expiresAt = now + signInLinkLifetimeMs;
  const id = await keyedHash(registry, 'sign-in link', token);
  const body = JSON.stringify({ organisationId, person } satisfies SignedInPerson);
  await registry.store.putShortRecord({ kind: 'SESSION', id, expected: 0, body, expiresAt, now });
  return { token, expiresAt };
}

function requireOwnOrganisation(actor: Actor, named: string | undefined): string {
  switch (actor.kind) {
    case 'ORGANISATION':
      if (named === undefined || named === actor.organisationId) return actor.organisationId;
      throw new Fault('PERMISSION_DENIED', 'an organisation makes links for its own people only', {
        field: 'organisationId',
      });
    case 'CONSOLE':
      if (named !== undefined) return named;
      throw new Fault('INVALID_ARGUMENT', 'the organisation has to be named', { field: 'organisationId' });
    case 'SUBSCRIBER':
      throw new Fault('PERMISSION_DENIED', 'this is for organisations');
  }
}
