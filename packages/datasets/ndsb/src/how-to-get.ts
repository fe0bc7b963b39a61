/** What to do if the images are missing. */
export const howToGet =
  'Run `npx @rectified/cli datasets fetch ndsb`, or get train.zip (and test.zip) with a Kaggle account from https://www.kaggle.com/competitions/datasciencebowl/data';
