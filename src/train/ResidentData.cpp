#include "train/ResidentData.hpp"

#include "core/Check.hpp"

namespace friendly {

std::shared_ptr<const Dataset> ResidentData::get(const std::shared_ptr<const Dataset>& data,
                                                 const torch::TensorOptions& options) {
  FRIENDLY_CHECK(data != nullptr, "there must be data");
  const auto type = c10::typeMetaToScalarType(options.dtype());
  if (source_ == data && type_ == type && device_ == options.device()) return copy_;
  source_ = copy_ = nullptr;  // before the next copy needs the memory
  copy_ = std::make_shared<Dataset>(data->to(options));
  source_ = data;
  type_ = type;
  device_ = options.device();
  return copy_;
}

}  // namespace friendly
