import { expect, it } from 'vitest';
import { pictureOf, pictures } from '../../infra/write-pictures.ts';
import { linksOf, markdown } from '../support/markdown.ts';

it.each(pictures)('the picture %s in the README is drawn from the screen as it is now', (name) => {
  expect(linksOf(markdown('README.md'))).toContain(`infra/pictures/${name}.svg`);
  const picture = pictureOf(name);
  expect(picture.split('\n').length).toBeGreaterThan(20);
  expect(markdown(`infra/pictures/${name}.svg`)).toBe(picture);
});
