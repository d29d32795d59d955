import { Webhook } from 'standardwebhooks';
import { Fault } from '../../core/fault.ts';
import type { LinkDoor, LinkEnds } from '../link.ts';
import { bodyBytes, requiredText, textLimits } from './inbound-body.ts';
import type { WebhookSettings } from './webhook-link.ts';

/**
 * `POST /links/NAME`: a text that came in (`text.received`), or what became of one that went out (`text.delivered`,
 * `text.failed`). Signed as Standard Webhooks has it, five minutes old at most; `webhook-id` is the id of a text, so
 * that the same again does nothing.
 */
export function webhookDoor({ inboundSecrets }: WebhookSettings, ends: LinkEnds): LinkDoor {
  const webhooks = inboundSecrets.map((secret) => new Webhook(secret));
  return async ({ request, path }) => {
    if (path !== '') throw new Fault('NOT_FOUND', 'there is nothing at this path', { field: 'path' });
    if (request.method !== 'POST') {
      throw new Fault('METHOD_NOT_ALLOWED', 'this path does not take the method', { field: 'method', limit: 'POST' });
    }
    const bytes = await bodyBytes(request);
    const payload = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    requireSigned(webhooks, request, payload);
    const messageId = requiredText(request.headers.get('webhook-id'), 'header:webhook-id', textLimits.messageId);
    await take(ends, messageId, eventIn(payload));
    return new Response(null, { status: 204 });
  };
}

function requireSigned(webhooks: readonly Webhook[], request: Request, payload: string): void {
  const headers = Object.fromEntries(request.headers);
  const isSigned = webhooks.some((webhook) => {
    try {
      webhook.verify(payload, headers, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  });
  if (isSigned) return;
  throw new Fault('UNAUTHENTICATED', 'the signature is missing, wrong or too old', {
    field: 'header:webhook-signature',
  });
}

interface Event {
  readonly type: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

function eventIn(payload: string): Event {
  try {
    const { type, data } = JSON.parse(payload) as { readonly type?: unknown; readonly data?: unknown };
    if (typeof data === 'object' && data !== null) return { type, data: data as Event['data'] };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Fault('INVALID_ARGUMENT', 'the body is no event', { field: 'body', limit: 'JSON with type and data' });
}

async function take({ takeText, receipt }: LinkEnds, messageId: string, { type, data }: Event): Promise<void> {
  switch (type) {
    case 'text.received':
      await takeText({
        from: requiredText(data['from'], 'data.from', textLimits.from),
        to: requiredText(data['to'], 'data.to', textLimits.to),
        text: requiredText(data['text'], 'data.text', textLimits.text, 0),
        networkTime: instant(data['networkTime']),
        messageId,
      });
      return;
    case 'text.delivered':
    case 'text.failed': {
      const { reason } = data;
      await receipt({
        messageId: requiredText(data['messageId'], 'data.messageId', textLimits.messageId),
        status: type === 'text.delivered' ? 'DELIVERED' : 'FAILED',
        ...(typeof reason === 'string' ? { reason: reason.slice(0, 64) } : {}),
      });
      return;
    }
    default:
      throw new Fault('INVALID_ARGUMENT', 'not an event of this link', {
        field: 'type',
        limit: 'text.received, text.delivered or text.failed',
      });
  }
}

/** RFC 3339. */
function instant(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const at =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value)
      ? Date.parse(value)
      : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new Fault('INVALID_ARGUMENT', 'not an instant', { field: 'data.networkTime', limit: 'RFC 3339' });
}
