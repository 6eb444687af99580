#include "formats/ImageFile.hpp"

#include <fmt/format.h>
#include <png.h>
// After stdio, which libjpeg's header needs but does not include.
#include <jpeglib.h>

#include <algorithm>
#include <charconv>
#include <csetjmp>
#include <fstream>
#include <memory>

#include "core/AtomicFile.hpp"
#include "core/Check.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kMaxPixels = 100'000'000;

using Bytes = std::vector<unsigned char>;

UserError unreadable(const std::string& path, const std::string& why) {
  return {"cannot read the picture " + path, why, "remove the file, or replace it with an intact one"};
}

void check_size(std::int64_t width, std::int64_t height, const std::string& path) {
  if (width < 1 || height < 1 || width * height > kMaxPixels)
    throw unreadable(path, fmt::format("it has {} x {} pixels", width, height));
}

GreyImage to_grey_image(std::int64_t width, std::int64_t height, const unsigned char* grey) {
  GreyImage picture{width, height, std::vector<float>(grey, grey + width * height)};
  for (float& pixel : picture.pixels) pixel /= 255;
  return picture;
}

GreyImage decode_png(std::string_view bytes, const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, decltype(&png_image_free)> guard(&image, png_image_free);
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()))
    throw unreadable(path, image.message);
  check_size(image.width, image.height, path);
  image.format = PNG_FORMAT_GRAY;
  const png_color black{0, 0, 0};  // behind transparent pixels
  Bytes grey(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, &black, grey.data(), 0, nullptr)) throw unreadable(path, image.message);
  return to_grey_image(image.width, image.height, grey.data());
}

// libjpeg reports an error by calling a function that must not return.
struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
};

void leave_libjpeg(j_common_ptr info) {
  auto* errors = reinterpret_cast<JpegErrors*>(info->err);
  (*info->err->format_message)(info, errors->message);
  std::longjmp(errors->escape, 1);
}

// Returns false on an error. No local object may need a destructor, since longjmp would skip it.
bool decompress(jpeg_decompress_struct& info, JpegErrors& errors, std::string_view bytes,
                const std::string& path, Bytes& grey) {
  if (setjmp(errors.escape) != 0) return false;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  check_size(info.image_width, info.image_height, path);
  info.out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(&info);
  grey.resize(std::size_t{info.output_width} * info.output_height);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = &grey[std::size_t{info.output_width} * info.output_scanline];
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  // libjpeg only warns about a truncated file and fills the rest with grey.
  if (errors.manager.num_warnings > 0) {
    (*errors.manager.format_message)(reinterpret_cast<j_common_ptr>(&info), errors.message);
    return false;
  }
  return true;
}

GreyImage decode_jpeg(std::string_view bytes, const std::string& path) {
  jpeg_decompress_struct info{};
  JpegErrors errors{};
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = leave_libjpeg;
  errors.manager.output_message = [](j_common_ptr) {};
  jpeg_create_decompress(&info);
  const std::unique_ptr<jpeg_decompress_struct, decltype(&jpeg_destroy_decompress)> guard(
      &info, jpeg_destroy_decompress);
  Bytes grey;
  if (!decompress(info, errors, bytes, path, grey)) throw unreadable(path, errors.message);
  return to_grey_image(info.output_width, info.output_height, grey.data());
}

// The next number of a PGM header; comments may come before it.
std::int64_t next_number(std::string_view& rest, const std::string& path) {
  while (!rest.empty() && (std::isspace(static_cast<unsigned char>(rest[0])) || rest[0] == '#'))
    rest.remove_prefix(rest[0] == '#' ? std::min(rest.find('\n'), rest.size()) : 1);
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (status != std::errc() || number < 1 || number > kMaxPixels)
    throw unreadable(path, "its header should hold width, height and the largest value");
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

GreyImage decode_pgm(std::string_view bytes, const std::string& path) {
  std::string_view rest = bytes.substr(2);
  const std::int64_t width = next_number(rest, path), height = next_number(rest, path),
                     max_value = next_number(rest, path);
  check_size(width, height, path);
  if (max_value != 255) throw unreadable(path, fmt::format("its largest value is {}, not 255", max_value));
  if (rest.size() < 1 + static_cast<std::size_t>(width * height))
    throw unreadable(path, fmt::format("it ends early, at offset {}", bytes.size()));
  return to_grey_image(width, height, reinterpret_cast<const unsigned char*>(rest.data()) + 1);
}

}  // namespace

GreyImage decode_grey_image(std::string_view bytes, const std::string& path) {
  if (bytes.substr(0, 4) == "\x89PNG") return decode_png(bytes, path);
  if (bytes.substr(0, 2) == "\xff\xd8") return decode_jpeg(bytes, path);
  if (bytes.substr(0, 2) == "P5") return decode_pgm(bytes, path);
  throw unreadable(path, "it is not a PNG, JPEG or binary PGM file");
}

void write_png(const std::string& path, const torch::Tensor& pixels) {
  const torch::Tensor whole = pixels.contiguous();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.height = static_cast<png_uint_32>(whole.size(0));
  image.width = static_cast<png_uint_32>(whole.size(1));
  image.format = whole.size(2) == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string content(size, '\0');
  FRIENDLY_CHECK(
      png_image_write_to_memory(&image, content.data(), &size, 0, whole.data_ptr(), 0, nullptr) != 0,
      "pixels can be encoded as PNG");
  replace_file(path, [&](const std::string& aside) {
    std::ofstream file(aside, std::ios::binary);
    if (!file.write(content.data(), static_cast<std::streamsize>(size)).flush())
      throw system_error("cannot write", aside, "free space on the disk, or check its permissions");
  });
}

}  // namespace friendly
