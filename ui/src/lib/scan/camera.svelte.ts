// The camera, from the wish to read a code until it is off again. Frames are looked at here and go nowhere.
import { decode } from './decode';
import { drawn, scaled } from './picture';

/** Why there is no picture of the camera: none is there, the person or the system said no, another program has it, it went away, anything else. */
export type CameraFault = 'none' | 'refused' | 'busy' | 'gone' | 'broken';

const EVERY_MS = 120;
const LONGEST = 1280;
const WISHED = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** What the refusal of a camera means. */
export function faultOf(thrown: unknown): CameraFault {
  // Not every engine makes all of these an Error.
  const name = typeof thrown === 'object' && thrown && 'name' in thrown ? thrown.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'broken';
}

/** One look through a camera. */
export class Camera {
  at = $state<'opening' | 'looking' | 'off'>('opening');
  fault = $state<CameraFault>();
  /** All cameras of this machine, once one is open. */
  others = $state.raw<readonly string[]>([]);
  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #found: (text: string) => void;

  /** `found` is told every text that is read; who has enough calls `stop`. */
  constructor(found: (text: string) => void) {
    this.#found = found;
  }

  /** Opens the camera that looks away from the person, or a named one, and looks until `stop`. */
  async start(screen: HTMLVideoElement, device?: string): Promise<void> {
    this.stop();
    const turn = this.#turn;
    [this.at, this.fault] = ['opening', undefined];
    try {
      const video = { ...WISHED, ...(device ? { deviceId: { exact: device } } : { facingMode: 'environment' }) };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video });
      if (turn !== this.#turn) return end(stream); // it was closed while the person was asked
      this.#stream = stream;
      stream.getVideoTracks().forEach((track) => (track.onended = () => this.#fail('gone')));
      screen.srcObject = stream;
      await screen.play();
      if (turn !== this.#turn) return;
      this.at = 'looking';
      this.#look(screen, document.createElement('canvas'));
      const devices = await navigator.mediaDevices.enumerateDevices();
      if (turn === this.#turn) this.others = devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '').map(({ deviceId }) => deviceId);
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(faultOf(thrown));
    }
  }

  /** The next camera of this machine. */
  async next(screen: HTMLVideoElement): Promise<void> {
    const now = this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    await this.start(screen, this.others[(this.others.indexOf(now) + 1) % this.others.length]);
  }

  /** Turns the camera off, at once. */
  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    if (this.#stream) end(this.#stream);
    this.#stream = undefined;
    this.at = 'off';
  }

  #fail(fault: CameraFault): void {
    this.stop();
    this.fault = fault;
  }

  #look(screen: HTMLVideoElement, canvas: HTMLCanvasElement): void {
    if (screen.videoWidth > 0) {
      const pixels = drawn(screen, scaled(screen.videoWidth, screen.videoHeight, LONGEST), canvas);
      const text = pixels && decode(pixels);
      if (text) this.#found(text);
    }
    if (this.at === 'looking') this.#timer = setTimeout(() => this.#look(screen, canvas), EVERY_MS);
  }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
