#pragma once
#include "dataset/Dataset.hpp"
#include "train/TrainingState.hpp"

namespace friendly {

/// Whether there is something to log of `data`: its inputs are images, or points with two coordinates.
bool can_be_logged(const Dataset& data);

/// At the end of an epoch that `log_epochs` names, adds to the log of each trial that goes on what its method
/// makes of the first 8 test images, or of the first 1000 training points: what the classifier would be given
/// at the epoch's last minibatch. For points also the classifier's probabilities on a grid of 100 x 100
/// points over the data. `data` are on the array's device. The numbers of the training do not change.
void log_examples(TrainingState& state, const Dataset& data);

}  // namespace friendly
