import { layOutStaticFiles } from './lay-out-static-files.ts';

layOutStaticFiles('dist/worker/static');
