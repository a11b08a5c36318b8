/** Node's flags to run this project's sources in a process or a thread. */
export const fromSource = [
  '--conditions=@spad/source',
  `--import=${new URL('../../../tools/from-source.mjs', import.meta.url).href}`,
]
