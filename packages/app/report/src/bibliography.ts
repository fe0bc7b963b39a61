/** The key of the paper in {@link bibliography}. */
export const citation = 'xu2015empirical';

/** The references of a report as BibTeX: the paper, and the tests and intervals of the tables. */
export const bibliography = `@article{${citation},
  title = {Empirical Evaluation of Rectified Activations in Convolutional Network},
  author = {Xu, Bing and Wang, Naiyan and Chen, Tianqi and Li, Mu},
  journal = {arXiv preprint arXiv:1505.00853},
  year = {2015},
  eprint = {1505.00853},
  archivePrefix = {arXiv}
}

@book{fisher1935design,
  title = {The Design of Experiments},
  author = {Fisher, Ronald A.},
  publisher = {Oliver and Boyd},
  year = {1935}
}

@book{westfall1993resampling,
  title = {Resampling-Based Multiple Testing},
  author = {Westfall, Peter H. and Young, S. Stanley},
  publisher = {Wiley},
  year = {1993}
}

@article{efron1987better,
  title = {Better Bootstrap Confidence Intervals},
  author = {Efron, Bradley},
  journal = {Journal of the American Statistical Association},
  volume = {82},
  number = {397},
  pages = {171--185},
  year = {1987}
}

@article{schuirmann1987comparison,
  title = {A Comparison of the Two One-Sided Tests Procedure and the Power Approach for Assessing the Equivalence of Average Bioavailability},
  author = {Schuirmann, Donald J.},
  journal = {Journal of Pharmacokinetics and Biopharmaceutics},
  volume = {15},
  number = {6},
  pages = {657--680},
  year = {1987}
}
`;
