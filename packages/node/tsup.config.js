// @ts-check
import recipe from '../../tsup.config.js'

// The command is built beside the library, which it shares chunks with; bin/spad.js starts it.
export default {
  ...recipe,
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  dts: { ...recipe.dts, entry: { index: 'src/index.ts' } },
}
