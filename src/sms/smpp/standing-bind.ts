import { type EpochMs, minuteMs, secondMs } from '../../core/time.ts';
import type { LinkLog } from '../link.ts';
import type { SmppLinkSettings } from './smpp-link-settings.ts';
import { type BindRole, type SessionEnd, type SessionHandlers, SmppSession } from './smpp-session.ts';

const firstWaitMs = secondMs;
const waitMsMax = minuteMs;
/** Message centres lock out who tries a wrong password again and again. */
const wrongCredentialsWaitMs = 5 * minuteMs;

export interface BindParts {
  readonly settings: SmppLinkSettings;
  readonly role: BindRole;
  readonly handlers: Omit<SessionHandlers, 'bound'>;
  readonly log: LinkLog;
}

/** Keeps one session up: each that ends is followed by another, after waits that double up to a minute. */
export class StandingBind {
  readonly #parts: BindParts;
  #session: SmppSession | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextAt = 0;
  #failures = 0;
  #boundAt: EpochMs | undefined;
  #lastReason = '';
  #stance: 'OPEN' | 'CLOSED' = 'OPEN';

  constructor(parts: BindParts) {
    this.#parts = parts;
    this.#open();
  }

  /** The session while it is bound. */
  get bound(): SmppSession | undefined {
    return this.#session?.isBound ? this.#session : undefined;
  }

  /** Milliseconds until it may be bound again. */
  get waitMs(): number {
    // Whatever the clock does meanwhile, it is no longer than the longest wait.
    return Math.min(wrongCredentialsWaitMs, Math.max(secondMs, this.#nextAt - Date.now()));
  }

  async close(): Promise<void> {
    this.#stance = 'CLOSED';
    clearTimeout(this.#timer);
    await this.#session?.finish('closed');
  }

  #open(): void {
    const { settings, role, handlers } = this.#parts;
    this.#session = new SmppSession(settings, role, {
      ...handlers,
      bound: () => this.#bound(),
      ended: (session, end) => {
        handlers.ended(session, end);
        this.#ended(end);
      },
    });
    this.#session.open();
  }

  #bound(): void {
    const { log, role } = this.#parts;
    log.info({ role, failures: this.#failures }, 'bound to the message centre');
    this.#boundAt = Date.now();
    this.#lastReason = '';
  }

  #ended({ reason, isWrongCredentials }: SessionEnd): void {
    if (this.#stance === 'CLOSED') return;
    const { log, role, settings } = this.#parts;
    // A peer that binds and breaks off at once is not asked again every second.
    if (this.#boundAt !== undefined && Date.now() - this.#boundAt >= waitMsMax) this.#failures = 0;
    this.#boundAt = undefined;
    const waitMs = isWrongCredentials ? wrongCredentialsWaitMs : backOffMs(this.#failures++);
    this.#nextAt = Date.now() + waitMs;
    this.#timer = setTimeout(() => this.#open(), waitMs);
    if (reason === this.#lastReason) return;
    this.#lastReason = reason;
    const facts = { role, reason, waitMs };
    if (isWrongCredentials) {
      const { systemId, systemType } = settings;
      const message = 'the message centre does not know this system id, password or system type: check the settings';
      log.error({ ...facts, systemId, systemType }, message);
    } else log.warn(facts, 'the link to the message centre is down');
  }
}

/** Full doubling, of which a random half is left out, so that many links do not come back at once. */
function backOffMs(failures: number): number {
  const most = Math.min(waitMsMax, firstWaitMs * 2 ** Math.min(failures, 10));
  return Math.round(most * (0.5 + Math.random() / 2));
}
