import type { AssertionKind, BulkAssertion } from '../../core/bulk-assertion.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { assertedKey } from './asserted-counts.ts';
import { openAssertion } from './open-assertion.ts';
import { undoIfReversed } from './reverse-assertion.ts';

/** The bulk assertion of one request: opened by the first row that belongs to it, and counted row by row. */
export class LazyAssertion {
  readonly #open: () => Promise<BulkAssertion>;
  readonly #registry: Registry;
  #opening: Promise<BulkAssertion> | undefined;

  constructor(registry: Registry, carrier: OrganisationActor, kind: AssertionKind) {
    this.#registry = registry;
    this.#open = () => openAssertion(registry, carrier, kind);
  }

  /** For one more row. */
  async opened(): Promise<BulkAssertion> {
    this.#opening ??= this.#open();
    const assertion = await this.#opening;
    this.#registry.counts.add(assertedKey(assertion.assertionId), 1);
    return assertion;
  }

  /** To be told once all rows are done. */
  async written(): Promise<void> {
    if (this.#opening !== undefined) await undoIfReversed(this.#registry, await this.#opening);
  }
}
