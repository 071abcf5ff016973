import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composePreview, messageNames } from '../../../preview/messages.js';
import { emailTemplates } from '../email-templates.js';
import { lintMail } from './lint-mail.js';

describe('what mail programs do not show', async () => {
  const templates = await emailTemplates();

  it.each(messageNames)('is not in %s', async (name) => {
    const { html = '' } = await PostalMime.parse((await composePreview(templates, name)) ?? '');
    expect(html).toContain('</html>');
    expect(lintMail(html)).toEqual([]);
  });
});

describe('lintMail', () => {
  it.each<[string, RegExp | null]>([
    ['<p style="color:#111111;padding:4px">a</p>', null],
    ['<p style="display:flex">a</p>', /^css-display-flex \(not in outlook\.windows\): <p> display: flex$/],
    ['<p style="gap:4px">a</p>', /^css-gap \(not in outlook\.windows, yahoo/],
    ['<p style="width:calc(100% - 4px)">a</p>', /^css-unit-calc \(not in .*outlook\.windows/],
    ['<p style="height-of-all:4em">a</p>', /^css-height-of-all \(unknown\)/],
    ['<p style="made-up:4px">a</p>', /^css-made-up \(unknown\): <p> made-up: 4px$/],
    ['<style>p:has(a) { color: red }</style>', /^css-pseudo-class-has \(not in /],
    ['<style>:root { --a: red } p { color: var(--a) }</style>', /css-variables \(not in gmail/],
    ['<style>@font-face { font-family: a }</style>', /^css-at-font-face \(not in gmail/],
    ['<style>p > a { color: red }</style>', /^css-selector-child \(not in outlook\.windows\): p > a$/],
    ['<!--[if mso]><style>p{gap:1px}</style><![endif]-->', null],
    // Only programs of Apple and Outlook.com read what is in it.
    ['<style>@media (prefers-color-scheme: dark) { p { display: grid } }</style>', null],
    ['<style>@media (prefers-color-scheme: dark) { p { accent-color: red } }</style>', /^css-accent-color/],
    ['<marquee>a</marquee>', /^html-marquee \(/],
    ['<svg></svg>', /^html-svg \(not in /],
    ['<p popover>a</p>', /^html-@popover \(not in /],
    ['<p onfocus="a">a</p>', /^html-@onfocus \(unknown\): <p>$/],
  ])('of %s', (html, fault) => {
    const faults = lintMail(html);
    if (fault === null) expect(faults).toEqual([]);
    else expect(faults.join('\n')).toMatch(fault);
  });
});
