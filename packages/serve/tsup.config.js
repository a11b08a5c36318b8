// @ts-check
import recipe from '../../tsup.config.js'

// The file that children start with is built beside the library, which it shares chunks with.
export default {
  ...recipe,
  bundle: true,
  entry: {
    index: 'src/index.ts',
    client: 'src/client.ts',
    'inference-child': 'src/children/inference-child.ts',
  },
  dts: { ...recipe.dts, entry: { index: 'src/index.ts', client: 'src/client.ts' } },
}
