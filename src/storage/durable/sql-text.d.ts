/** The bundler of a Worker takes such a file as its text. */
declare module '*.sql' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: so the bundler has it.
  export default text;
}
