import { execFileSync } from 'node:child_process';

/** Built as `npm run dev:worker` builds: the pages' files lie where the worker's platform looks for them. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  execFileSync(process.execPath, ['src/wrangler/static-files.ts'], { stdio: 'inherit' });
}
