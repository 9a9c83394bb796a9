"""Going through one minibatch phase by phase: the bar and its track."""
