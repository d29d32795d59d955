/** What `wrangler.toml` binds, beside the settings, which are variables and secrets. */
export interface WorkerEnv {
  readonly REGISTRY: DurableObjectNamespace;
  /** Lists, results and files of carriers. */
  readonly FILES: R2Bucket;
  /** The built files of the pages and of the reference page. */
  readonly STATIC: Fetcher;
}
