/** The option that says whose image a case is, where it was given. */
export function groupsOf({ groupPattern }: { readonly groupPattern?: string | undefined }): {
  readonly groupPattern?: string
} {
  return groupPattern === undefined ? {} : { groupPattern }
}
