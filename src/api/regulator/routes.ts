import type { ApiApp } from '../mount.ts';
import { cellsRoute } from './cells.ts';
import { measuresRoute } from './measures.ts';
import { releaseRoutes } from './releases.ts';
import { replayRoutes } from './replays.ts';

export function regulatorRoutes(app: ApiApp): void {
  measuresRoute(app);
  cellsRoute(app);
  releaseRoutes(app);
  replayRoutes(app);
}
