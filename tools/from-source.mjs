// `node --import` this to run TypeScript, in worker threads too. Each file is translated once and kept, so that the
// many processes that tests start need not do it again.
import { register } from 'node:module'

register('./source-hooks.mjs', import.meta.url)
