import type { ApiApp } from '../mount.ts';
import { releaseRoutes } from './releases.ts';

export function regulatorRoutes(app: ApiApp): void {
  releaseRoutes(app);
}
