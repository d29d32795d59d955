import type { WorkerEnv } from './worker/env.ts';
import { throughGateway } from './worker/gateway.ts';
import { RegistryObject } from './worker/registry-object.ts';

export { RegistryObject };

// biome-ignore lint/style/noDefaultExport: so the platform finds it.
export default {
  fetch: (request: Request, env: WorkerEnv): Promise<Response> => throughGateway(request, env),
};
