#include "trial/DataSize.hpp"

namespace friendly {

double DataSize::numbers() const {
  double product = 1;
  for (const std::int64_t length : shape) product *= static_cast<double>(length);
  return product;
}

}  // namespace friendly
