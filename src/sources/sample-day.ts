import type { Paper } from '../model/paper.js';

/** An invented paper and what a day would have seen of it. */
export interface SamplePaper {
  readonly paper: Omit<Paper, 'publishedAt'>;
  /** Days between its publication and the list. */
  readonly daysOld: number;
  readonly upvotes: number;
  readonly comments: number;
  readonly stars: number | null;
}

type Sketch = Partial<Omit<SamplePaper, 'paper'> & Omit<Paper, 'id' | 'publishedAt'>> &
  Pick<Paper, 'title' | 'abstract' | 'authors'> &
  Pick<SamplePaper, 'upvotes'>;

const LABEL = 'An invented sample.';

/**
 * One day of papers that do not exist, for a service that could not reach a source yet. Among them are the
 * cases that are hard to set: mathematics with and without dollar signs, Markdown, angle brackets, money, a
 * long title, a short abstract, names from several scripts, a hundred authors.
 */
const sketches: readonly Sketch[] = [
  {
    title: 'Reading the Morning Paper: How Much of a Ranked List Do People Finish?',
    abstract:
      'We ask how far down a ranked list readers go before the coffee is gone. In a pretend study with twelve made-up readers over thirty imaginary mornings, the first three entries received most of the attention, and the ninth was opened only on rainy days.\nThe finding suggests, as far as an invention can, that a digest should put its best entry first and keep its promises about length.',
    authors: ['A. Sample', 'B. Specimen', 'C. Placeholder'],
    upvotes: 214,
    comments: 9,
    stars: 980,
    codeUrl: 'https://example.org/code/morning-paper',
    projectUrl: 'https://example.org/morning-paper',
    organization: 'Institute of Invented Studies',
    summary: 'Invented readers of ranked lists mostly read the top three entries.',
    keywords: ['ranking', 'reading behaviour', 'digests'],
  },
  {
    title: 'S$^3$T: Sorting Socks in $O(n \\log n)$ Time with at Most $2^{k}$ Drawers',
    abstract:
      'Sorting socks is slow because pairs drift apart. We pretend to introduce S$^3$T, which keeps an error of $\\epsilon \\leq 0.05$ while using $\\mathcal{O}(n \\log n)$ comparisons, and which finds 97\\% of all partners when $n \\geq 10^{4}$. On SockBench, a benchmark that exists only here, S$^3$T is better than a \\textit{laundry basket} by a factor of 3.2$\\times$.',
    authors: ['D. Dummy', 'É. Exemple', 'Ż. Przykład'],
    upvotes: 156,
    comments: 4,
    stars: 412,
    codeUrl: 'https://example.org/code/s3t',
    keywords: ['sorting', 'socks', 'complexity'],
  },
  {
    title:
      'A Very Long Title That Was Written to See Whether Headlines Wrap as They Should on a Narrow Screen: Seventeen Observations, Four Conjectures, and One Apology to Everyone Who Sets Type',
    abstract:
      'Titles grow. This pretend survey collects titles that needed three lines or more and classifies what their authors might have left out. We conclude that the colon is doing too much work.',
    authors: ['E. Example', 'F. Filler'],
    upvotes: 131,
    comments: 12,
    organization: 'University of Nowhere in Particular',
    summary: 'Long titles could be shorter; this one shows how they wrap.',
  },
  {
    title: 'The Hundred-Author Problem: A Collaboration Counts Itself',
    abstract:
      'When a hundred people sign one paper, somebody has to check that there are a hundred. We counted ourselves eleven times and obtained results between 98 and 103. A majority vote of the counts is proposed as a remedy.',
    authors: Array.from({ length: 100 }, (_, index) => `Sample Author ${index + 1}`),
    upvotes: 118,
    comments: 2,
    organization: 'The Pretend Collaboration',
  },
  {
    title: 'Does `**bold**` Mean Bold? Language Models and the Marks They Leave',
    abstract:
      'Text that was meant for one page often ends up on another. We look at `inline code`, **strong words**, _leaning words_, tags such as <think> and </think>, the sign & and a bare < b, and ask which of them a mail program shows as written. The answer, in this invented experiment, is: all of them, if they are escaped.',
    authors: ['G. Generic', 'H. Hypothetical', 'I. Imaginary', 'J. Justanexample'],
    upvotes: 97,
    comments: 6,
    stars: 58,
    codeUrl: 'https://example.org/code/marks',
    keywords: ['Markdown', 'escaping'],
  },
  {
    title: 'Training a Small Model for $5 and a Sandwich',
    abstract:
      'Budgets are rarely reported honestly. We pretend to have trained a model with 1.2M parameters for $5, then for $50, and at last for $500, and found that the sandwich mattered more than the money. Prices are in dollars of no particular year; nothing here was bought.',
    authors: ['K. Kwantity', 'L. Lorem'],
    upvotes: 84,
    comments: 15,
    stars: 1_240,
    codeUrl: 'https://example.org/code/five-dollars',
    projectUrl: 'https://example.org/sandwich',
    summary: 'An invented account of what five dollars of training buy.',
  },
  {
    title: 'Names Beyond ASCII: A Roll Call',
    abstract:
      'Authors are called Łukasz, Søren, Nguyễn, İbrahim, Ångström, 山田 and Ольга, and a page should show each as it is written. This pretend study reads the roll aloud and reports no casualties.',
    authors: [
      'Łukasz Próbka',
      'Søren Eksempel',
      'Nguyễn Văn Mẫu',
      'İbrahim Örnek',
      '山田 見本',
      'Ольга Образец',
    ],
    upvotes: 73,
    comments: 1,
    keywords: ['Unicode', 'typography'],
  },
  {
    title: 'On Umbrellas: When $p(\\text{rain} \\mid \\text{cloud}) > \\frac{1}{2}$',
    abstract:
      'We derive, from three clouds and a forecast that we made up, when to carry an umbrella: whenever $p > \\frac{1}{2}$ and $\\alpha + \\beta \\ne \\gamma$. A sensitivity analysis shows that forgetting it on the train costs more than the rain.',
    authors: ['M. Mockup'],
    upvotes: 61,
  },
  {
    title: 'Notes on Doing Nothing for One Epoch',
    abstract: 'A short abstract for a short idea: waiting is a baseline, and it is seldom reported.',
    authors: ['N. Nobody', 'O. Ordinary'],
    upvotes: 40,
    comments: 3,
  },
  {
    title: 'FakeBench-Mini: 64 Questions Nobody Asked',
    abstract:
      'Benchmarks outlive the questions that they were made for. FakeBench-Mini has 64 items, each of them useless in a different way, with a hold-out set that we have already lost. Four imaginary systems are compared; the coin wins on variance.',
    authors: ['P. Pretend', 'Q. Quasi', 'R. Replica', 'S. Standin', 'T. Template'],
    upvotes: 33,
    comments: 5,
    stars: 17,
    codeUrl: 'https://example.org/code/fakebench-mini',
    organization: 'Laboratory of Nothing Real',
    keywords: ['benchmarks'],
  },
  {
    title: 'Slow Robots Pour Tea: A Field Report without a Field',
    abstract:
      'Two robots that were never built pour tea that was never brewed. Over 300 imaginary trials the spill rate falls from 31% to 4% once the robots are told to take their time.',
    authors: ['U. Unreal', 'V. Virtual'],
    upvotes: 18,
    projectUrl: 'https://example.org/tea',
  },
  {
    title: 'An Entry That Nobody Has Voted for Yet',
    abstract:
      'Every list has a last place. This invented paper takes it willingly, so that a page can be seen with an entry that has no votes, no comments and no code.',
    authors: ['W. Whoever'],
    upvotes: 0,
    daysOld: 20,
  },
];

/** The sample day, the most upvoted first, with ids from `sample-01` on. */
export const samplePapers: readonly SamplePaper[] = sketches.map((sketch, index) => {
  const { daysOld = 1 + (index % 4), upvotes, comments = 0, stars = null, ...text } = sketch;
  return {
    paper: {
      id: `sample-${String(index + 1).padStart(2, '0')}`,
      organization: null,
      codeUrl: null,
      projectUrl: null,
      summary: null,
      keywords: [],
      categories: [],
      ...text,
      abstract: `${LABEL} ${text.abstract}`,
    },
    daysOld,
    upvotes,
    comments,
    stars,
  };
});
