/** The files that were dropped, with those in dropped folders. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  // entries are gone once the event is over: they are taken before anything is awaited
  const entries = [...items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null)
  if (entries.every(({ isFile }) => isFile)) return [...files]
  return (await Promise.all(entries.map(filesOf))).flat()
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>(entry.file.bind(entry))]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const inside: File[] = []
  // a browser hands over a hundred at a time
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>(reader.readEntries.bind(reader))
    if (some.length === 0) return inside
    inside.push(...(await Promise.all(some.map(filesOf))).flat())
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** Whether files are a scan's, and not one picture. */
export function areOfScan(files: readonly File[]): boolean {
  const [first] = files
  return files.length > 1 || (first !== undefined && isScanName(first))
}

const isScanName = ({ name, type }: File): boolean =>
  /\.(nii|nrrd|nhdr|hdr|img|mha|mhd|dcm|ima)(\.gz)?$/i.test(name) ||
  (type === '' && !/\.[a-z]{3,4}$/i.test(name))
