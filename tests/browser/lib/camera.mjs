// A camera that films a picture: Chromium plays a file of frames (YUV4MPEG2) in its place.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, makeMachine } from './henro.mjs';
import { launch, openPage } from './page.mjs';

const WIDE = 640;
const HIGH = 480;
const FRAMES = 40;

/**
 * A browser whose `cameras` film what `show` was last given, read anew each time a page opens one. `asks`: the person has to allow
 * it, and nobody does. Several `cameras` film Chromium's own test picture: a film is shown by one only.
 */
export async function openCamera({ asks = false, cameras = 1 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'henro-camera-'));
  const file = join(folder, 'film.y4m');
  const words = [`--use-fake-device-for-media-stream=device-count=${cameras}`, ...(cameras === 1 ? [`--use-file-for-fake-video-capture=${file}`] : [])];
  writeFileSync(file, film(Buffer.alloc(WIDE * HIGH, 100)));
  const browser = await launch(asks ? words : [...words, '--use-fake-ui-for-media-stream']);
  const desk = await browser.newPage();
  return {
    browser,
    /** Lays a picture (PNG) before the camera: somewhat small, turned, on a grey table. */
    show: async (png) => writeFileSync(file, film(Buffer.from(await desk.evaluate(lay, [png.toString('base64'), WIDE, HIGH]), 'base64'))),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Grey frames as a film: a header, then each frame's brightness and two planes of no colour. */
function film(light) {
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((WIDE * HIGH) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDE} H${HIGH} F10:1 Ip A1:1 C420jpeg\n`), ...Array(FRAMES).fill(frame)]);
}

/** Runs in an empty page: the brightness of each dot of a picture that lies on a table. */
async function lay([png, wide, high]) {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(wide, high);
  const pen = canvas.getContext('2d');
  const side = high * 0.7;
  pen.fillStyle = '#777';
  pen.fillRect(0, 0, wide, high);
  pen.translate(wide / 2, high / 2);
  pen.rotate(0.12);
  pen.drawImage(picture, -side / 2, -side / 2, side, side);
  const { data } = pen.getImageData(0, 0, wide, high);
  let text = '';
  for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]));
  return btoa(text);
}

/** Keeps what a page wishes and every track it gets, so that a journey can ask whether the camera is off. With `late` it gets one later. */
export const watchTracks = (page) =>
  page.addInitScript(() => {
    [window.tracks, window.wishes, window.late] = [[], [], 0];
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wish) => {
      window.wishes.push(wish);
      await new Promise((done) => setTimeout(done, window.late));
      const stream = await ask(wish);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
  });

/** Which cameras a page had, in order. */
export const whichCameras = (page) => page.evaluate(() => window.tracks.map((track) => track.getSettings().deviceId));

/** How the cameras a page had stand: `live` or `ended`, in order. */
export const tracks = (page) => page.evaluate(() => window.tracks.map(({ readyState }) => readyState));

/** A device without a record, on a page of its own whose cameras are watched. */
export async function makeTablet(browser, { env, locale = 'ja-JP', language = 'ja', refusals = false } = {}) {
  const tablet = await makeMachine(env);
  await ask(tablet.url, 'settings_write', { ...(await ask(tablet.url, 'settings_read')), language });
  const opened = await openPage(browser, { size: 'phone', locale, refusals });
  await watchTracks(opened.page);
  await opened.page.goto(tablet.url);
  const done = async () => {
    await opened.context.close();
    await tablet.done();
    assert.deepEqual(opened.faults, []);
  };
  return { ...tablet, page: opened.page, done };
}
