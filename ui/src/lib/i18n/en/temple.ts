import type { WordsOf } from '../index.svelte';
import type { temple as ja } from '../ja/temple';

export const temple: WordsOf<typeof ja> = {
  title: 'Temple',
  unknown: 'There is no temple of that number. They run from 1 to 88.',
  sects: { shingon: 'Shingon', tendai: 'Tendai', tendai_jimon: 'Tendai Jimon', rinzai: 'Rinzai Zen', soto: 'Sōtō Zen', ji: 'Ji' },
  facts: { mountain: 'Mountain', image: 'Image', sect: 'School', place: 'Place', dojo: 'Province', height: 'Height' },
  dojo: (dojo, teaching) => `${dojo}, the place of ${teaching}`,
  metres: (m) => `${m} m above the sea`,
  road: 'The road',
  before: (name) => `from ${name}`,
  after: (name) => `to ${name}`,
  arrivals: 'Arrivals',
  arrivalsNone: 'Not reached yet. Every step you write brings it nearer.',
  seal: (name) => `Stamp of ${name}`,
  previous: 'Previous temple',
  next: 'Next temple',
  drawn: 'The picture is put together from known facts such as hills and pagodas. It is not a likeness.',
  scene: {
    settings: { mountain: 'in the mountains', hill: 'on a hill', town: 'in a town', coast: 'on the coast', river: 'by a river' },
    hall: 'main hall',
    gate: 'gate',
    bell: 'bell',
    pagoda: { two: 'two-storey pagoda', three: 'three-storey pagoda', five: 'five-storey pagoda' },
    sea: 'the sea',
    tree: { pine: 'pines', cedar: 'cedars' },
    and: ', ',
    text: (place, things) => `Drawing of a temple ${place}: ${things}`,
  },
};
