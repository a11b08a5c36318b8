/** The keyword in a label map under which stands what it was made of. */
export const MARK = 'spad'
