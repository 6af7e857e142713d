/** One line at the foot that says what was saved, with the way back. The newest takes the place of the one before. */
export interface Toast {
  text: string;
  /** 取り消す. Left out where nothing can be taken back. */
  undo?: () => Promise<void> | void;
}

class Toasts {
  now = $state.raw<Toast>();
  show(toast: Toast): void {
    this.now = toast;
  }
  clear(): void {
    this.now = undefined;
  }
}

export const toasts = new Toasts();
