import type { BulkAssertion } from '../../core/bulk-assertion.ts';
import type { NumberChange, NumberEvent, Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { changeNumbers, type NumberAsk } from '../numbers/change-numbers.ts';
import { entriesOfNumber } from '../numbers/entries-of-number.ts';
import { rewriteEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import { pagesOfAssertion } from './pages-of-assertion.ts';
import { finishReversal } from './reverse-assertion.ts';
import { unfinishedAssertions } from './unfinished-assertions.ts';

/**
 * Lets what has waited take effect, by an entry a number, and goes on with reversals that were broken off. A number that
 * the carrier serves no more keeps what binds already; what a suspended carrier asserted waits on, until it is active
 * again or an operator reverses it. May run in several processes at once, and again after a crash: each entry follows
 * the number's last one, and a number at which nothing waits any more gets none.
 */
export async function settleAssertions(registry: Registry, actor: Actor): Promise<void> {
  const name = requireScopeOrConsole(actor, 'dnd:organisations:manage');
  for await (const assertion of unfinishedAssertions(registry)) {
    if (assertion.status === 'REVERSING') await finishReversal(registry, actor, assertion);
    else if (assertion.waitsUntil <= registry.now()) await settle(registry, actor, name, assertion);
  }
}

async function settle(registry: Registry, actor: Actor, name: string, assertion: BulkAssertion): Promise<void> {
  const { assertionId, organisationId } = assertion;
  for await (const page of pagesOfAssertion(registry, assertionId)) {
    const carrier = registry.directory.organisation(organisationId)?.document;
    if (carrier?.status !== 'ACTIVE') return;
    const waiting = page.filter(isWaiting);
    const results = await changeNumbers(
      registry,
      waiting.map((entry) => askOf(registry, carrier, name, entry)),
    );
    const failed = results.find((result) => result instanceof Fault);
    if (failed !== undefined) throw failed;
  }
  await rewriteEntity(registry, actor, 'BULK_ASSERTION', assertionId, undefined, (present) =>
    present.status === 'PENDING' ? { ...present, status: 'SETTLED', since: registry.now() } : present,
  );
}

type WaitingEntry = LogEntry & NumberChange & { readonly event: Extract<NumberEvent, { kind: 'ASSERTION_WAITS' }> };

function isWaiting(entry: LogEntry): entry is WaitingEntry {
  return 'number' in entry && entry.event.kind === 'ASSERTION_WAITS';
}

function askOf(registry: Registry, carrier: OrganisationDocument, name: string, entry: WaitingEntry): NumberAsk {
  const { number, event, agent, proof } = entry;
  const { assertionId } = event;
  return {
    number,
    async draftOf({ record }) {
      const { pending } = record.detail;
      if (pending?.assertionId !== assertionId) return undefined;
      // Of several rows of one assertion the last one waits, with its own proof, though all may say the same.
      if ((await lastWaiting(registry, number, assertionId)) !== entry.position) return undefined;
      const serves = servesNumber(carrier, number, record.detail);
      return {
        event: serves ? { ...pending.effect, assertionId } : { kind: 'ASSERTION_ENDED', assertionId },
        actor: name,
        ...(agent === undefined ? {} : { agent }),
        wayIn: 'CLI',
        proof,
      };
    },
  };
}

/** The position of the last entry by which an assertion let something wait for a number. */
async function lastWaiting(
  registry: Registry,
  number: PhoneNumber,
  assertionId: string,
): Promise<Position | undefined> {
  for await (const { entry } of entriesOfNumber(registry, number)) {
    if (isWaiting(entry) && entry.event.assertionId === assertionId) return entry.position;
  }
  return undefined;
}
