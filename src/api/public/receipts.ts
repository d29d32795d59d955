import { z } from '@hono/zod-openapi';
import { Fault } from '../../core/fault.ts';
import { batchReceiptForms, lookupReceiptForms } from '../../receipts/receipt-payload.ts';
import { organisationOfToken } from '../../registry/access/organisation-of-token.ts';
import { verifyGivenReceipt } from '../../registry/lookups/verify-given-receipt.ts';
import { clientAddressOf } from '../client-address.ts';
import type { ApiContext } from '../context.ts';
import { bearerOf } from '../guard.ts';
import { type ApiApp, type Check, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';

const maxBodyBytes = 6_000_000;

const question = z
  .strictObject({
    receipt: z.string().min(1).max(524_288).optional().openapi({ description: 'Compact JWS' }),
    response: z.string().min(1).max(4_000_000).optional().openapi({
      description:
        'Text of the whole answer of a lookup or a batch, byte for byte as it came; or an answer with the receipt of a change; or a proof of one statement, `{statement, inclusion, receipt}`, or of one row of a list, as `dnd prove` makes it; or the manifest of a release of figures',
    }),
  })
  .openapi('ReceiptVerification', { description: 'Either `receipt` or `response`' });

const report = z
  .object({
    outcome: z.enum([
      'VALID',
      'EXPIRED',
      'NOT_YET_VALID',
      'CONTENT_DIFFERS',
      'KEY_COMPROMISED',
      'UNKNOWN_KEY',
      'BAD_SIGNATURE',
      'MALFORMED',
    ]),
    content: z.enum(['MATCHES', 'DIFFERS', 'NOT_GIVEN', 'NOT_CHECKED']).openapi({
      description: 'Whether the answer that came with it is what was signed. NOT_GIVEN: there was a receipt alone.',
    }),
    differing: z
      .array(z.string().max(256))
      .max(10_000)
      .openapi({ description: 'Members that are not what was signed' }),
    kid: z.string().max(256).optional(),
    receiptForm: z.enum([...lookupReceiptForms, ...batchReceiptForms, 'SCRUB', 'CHANGE', 'RELEASE']).optional(),
    payload: z
      .looseObject({})
      .optional()
      .openapi({ description: 'What was signed; present where the signature holds' }),
    statement: z.looseObject({}).optional().openapi({
      description:
        'What was shown to be under the signed root: a decision (SHARED), one row of a batch (ROWS), or of a list (SCRUB): the file it stood in, its place there, its text, the number and the decision',
    }),
  })
  .openapi('ReceiptReport', { description: 'What the receipt is worth' });

const words = publicRoute({
  method: 'post',
  path: '/v1/receipts/verify',
  operationId: 'verifyReceipt',
  summary: 'What is this receipt worth?',
  description:
    'A worthless receipt is an answer (200), not an error. Any JOSE library and the JWKS do the same without asking. Strangers of one network share a limit; with a bearer token an organisation has its own.',
  request: { body: { required: true, content: { 'application/json': { schema: question } } } },
  answers: { 200: report },
  maxBodyBytes,
});

/** Before the body is read. */
const limited: Check = async (c) => {
  const { abuse, now } = c.get('registry');
  const organisationId = await shownOrganisation(c);
  const bytes = Math.min(maxBodyBytes, Number(c.req.header('content-length') ?? maxBodyBytes));
  abuse.visitors.requireVerificationRoom(clientAddressOf(c), organisationId, bytes, now());
};

/** A token is not asked for here: one that is no good is as good as none. */
async function shownOrganisation(c: ApiContext): Promise<string | undefined> {
  const authorization = c.req.header('authorization');
  if (authorization === undefined) return undefined;
  try {
    return (await organisationOfToken(c.get('registry'), bearerOf(authorization))).organisationId;
  } catch (error) {
    if (error instanceof Fault && error.code !== 'UNAVAILABLE') return undefined;
    throw error;
  }
}

const route: typeof words = { ...words, checks: [limited, ...words.checks] };

export function receiptRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { receipt, response } = c.req.valid('json');
    const text = receipt ?? response;
    if (text === undefined || (receipt !== undefined && response !== undefined)) {
      throw new Fault('INVALID_ARGUMENT', 'send either a receipt or a response', { field: 'body' });
    }
    return reply(c, 200, await verifyGivenReceipt(c.get('registry'), text));
  });
}
