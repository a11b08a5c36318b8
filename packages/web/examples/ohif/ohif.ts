// What the sketch uses of OHIF 3.13, whose packages are published without types.

/** What the toolbar shows as a button. */
interface ToolbarButton {
  readonly id: string
  readonly uiType: string
  readonly props: {
    readonly icon: string
    readonly label: string
    readonly tooltip: string
    readonly commands: string
  }
}

export interface Services {
  readonly toolbarService: {
    register(buttons: readonly ToolbarButton[]): void
    updateSection(section: string, buttons: readonly string[]): void
  }
  readonly viewportGridService: { getActiveViewportId(): string }
  readonly cornerstoneViewportService: {
    /** A viewport of stacks has no volume. */
    getCornerstoneViewport(id: string): { getVolumeId?(): string | undefined } | null | undefined
  }
  readonly uiNotificationService: {
    show(notice: {
      readonly title: string
      readonly message: string
      readonly type: 'error' | 'info' | 'success' | 'warning'
    }): void
  }
}

interface ExtensionParams {
  readonly servicesManager: { readonly services: Services }
}

export interface CommandsModule {
  readonly definitions: Readonly<Record<string, { readonly commandFn: () => Promise<void> }>>
  readonly defaultContext: string
}

export interface Extension {
  readonly id: string
  getCommandsModule(params: ExtensionParams): CommandsModule
  onModeEnter(params: ExtensionParams): void
}
