import { expect, it } from 'vitest';
import { pictureOf, pictures } from '../../infra/write-pictures.ts';
import { linksOf, markdown } from '../support/markdown.ts';
import { hashOfPicturedReport } from '../support/pictured-report.ts';

it.each(pictures)('the picture %s in the README is drawn from the screen as it is now', (name) => {
  expect(linksOf(markdown('README.md'))).toContain(`infra/pictures/${name}.svg`);
  const picture = pictureOf(name);
  expect(picture.split('\n').length).toBeGreaterThan(20);
  expect(markdown(`infra/pictures/${name}.svg`)).toBe(picture);
});

it('the picture of the report in the README is of the page as it is now', () => {
  expect(linksOf(markdown('README.md'))).toContain('infra/pictures/report.png');
  expect(markdown('infra/pictures/report.sha256')).toBe(hashOfPicturedReport());
});
