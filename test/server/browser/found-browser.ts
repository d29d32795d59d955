import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Chromium that the tests drive. */
    readonly browser: FoundBrowser;
  }
}

export interface FoundBrowser {
  readonly executablePath: string;
  readonly arguments: string[];
  /** Variables that it needs besides those of the test. */
  readonly environment: Record<string, string>;
}

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium as an npm package (Linux, x64), for machines that have none. */
const packaged = { name: '@sparticuz/chromium', version: '153.0.0' };
const packagedFolder = resolve('node_modules/.cache/browser');

/**
 * Takes the Chromium of the machine, or gets one as a package; says which. `CHROMIUM` names another, or is `package`.
 */
export async function setup(project: TestProject): Promise<void> {
  const named = process.env['CHROMIUM'];
  const found = named === 'package' ? undefined : (named ?? usualPlaces.find((path) => existsSync(path)));
  const browser =
    found === undefined
      ? await packagedBrowser()
      : { executablePath: found, arguments: plainArguments, environment: {} };
  const version = execFileSync(browser.executablePath, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    env: { ...process.env, ...browser.environment },
  }).trim();
  process.stderr.write(`Browser: ${version}, ${browser.executablePath}\n`);
  project.provide('browser', browser);
}

/** It talks to the pages and to nobody else. */
const plainArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function packagedBrowser(): Promise<FoundBrowser> {
  const { name, version } = packaged;
  const installed = join(packagedFolder, 'node_modules', name);
  if (!existsSync(installed)) {
    process.stderr.write(`Browser: none on this machine; installing ${name}@${version} into ${packagedFolder}\n`);
    execFileSync('npm', ['install', '--no-save', '--prefix', packagedFolder, `${name}@${version}`], {
      stdio: 'inherit',
    });
  }
  const entry = createRequire(join(packagedFolder, 'package.json')).resolve(name);
  // On its own platform the package brings the libraries that a bare machine has not, and says where they are.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x';
  const { default: chromium } = (await import(pathToFileURL(entry).href)) as { default: PackagedChromium };
  const executablePath = await chromium.executablePath();
  const environment = { LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'] ?? '' };
  return { executablePath, arguments: [...chromium.args, ...plainArguments], environment };
}

interface PackagedChromium {
  readonly args: readonly string[];
  executablePath(): Promise<string>;
}
