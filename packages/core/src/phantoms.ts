export { phantomDataset, type PhantomDataset } from './phantoms/phantom-dataset.js'
export {
  makePhantoms,
  type Phantom,
  phantomClasses,
  type PhantomKind,
  type PhantomOptions,
} from './phantoms/make-phantoms.js'
