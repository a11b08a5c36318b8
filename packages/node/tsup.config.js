// @ts-check
import recipe from '../../tsup.config.js'

// The command and the files that threads start with are built beside the library, which they share chunks with.
export default {
  ...recipe,
  bundle: true,
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli/main.ts',
    'gradient-worker': 'src/workers/gradient-worker.ts',
    'segment-worker': 'src/workers/segment-worker.ts',
    'train-child': 'src/cli/train-child.ts',
    'work-child': 'src/workers/work-child.ts',
    'reading-worker': 'src/workers/reading-worker.ts',
  },
  dts: { ...recipe.dts, entry: { index: 'src/index.ts' } },
}
