#include "dataset/TfIdf.hpp"
#include "formats/Reviews.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  refusing_is_fine([&] {
    const std::string csv = "description,points\n" + std::string(bytes);
    const Reviews reviews = parse_wine_reviews(csv, "f");
    TfIdf(reviews.texts, 5).vectors(reviews.texts);
  });
}

}  // namespace friendly
