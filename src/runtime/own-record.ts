import { Fault, type FaultCode } from '../core/fault.ts';
import type { Registry } from '../registry/registry.ts';
import type { OwnRecord } from '../web/web-context.ts';

/** The way in for programs. */
interface Api {
  fetch(request: Request, environment: { readonly clientAddress: string | undefined }): Response | Promise<Response>;
}

/** The pages hand on the record that programs get: one document, whichever way it is asked for. */
export function recordFrom({ issuer }: Registry, api: Api): OwnRecord {
  return async (sessionToken, clientAddress) => {
    const headers = { authorization: `Bearer ${sessionToken}` };
    const response = await api.fetch(new Request(`${issuer}/v1/subscriber/record`, { headers }), { clientAddress });
    if (response.ok) return response;
    const { code } = (await response.json()) as { readonly code: FaultCode };
    const retryAfter = response.headers.get('retry-after');
    const detail = retryAfter === null ? {} : { retryAfterSec: Number(retryAfter) };
    throw new Fault(code, 'the record is not to be had', detail);
  };
}
