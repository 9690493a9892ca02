"""A criteria set that is sound, and every way to break it, with the place and the message that must come of it."""

SOUND = """\
code = "model-ward-2030"
kind = "model-ward"
title = "Phường kiểu mẫu"
scoring = "points"
max_points = 10
window_years = 1
effective_from = 2030-02-01
effective_to = 2035-12-31
review_from = 2032-01-01
review_notice = "Cần đối chiếu"
pass_rule = { every_criterion_met = true, min_points = 9 }

[legal_basis]
number = "01/2030/QĐ-UBND"
name = "Quy định"
issuer = "UBND tỉnh"
issued = 2030-01-01

[[criteria]]
number = "1"
short = "Một"
wording = "verbatim"
text = "Nguyên văn"
  [[criteria.indicators]]
  code = "1.1"
  text = "Số"
  unit = "%"
  value = "number"
  min = 0
  max = 100
  decimals = 2
  target = { op = ">=", value = 80 }
  required = true
  points = 4
  scale = { kind = "linear", pairs = [[40, 0], [80, 4]] }
  evidence = ["Báo cáo"]
  [[criteria.indicators]]
  code = "1.2"
  text = "Tỷ lệ"
  value = "share"
  points = 3
  scale = { kind = "step", pairs = [[0, 0], [50, 3]] }

[[criteria]]
number = "2"
short = "Hai"
wording = "provisional"
  [[criteria.indicators]]
  code = "2.1"
  text = "Có"
  value = "yes_no"
  points = 1
  [[criteria.indicators]]
  code = "2.2"
  text = "Mức"
  value = "choice"
  choices = [{ name = "Tốt", points = 2, met = true }, { name = "Khá", points = 0 }]
  points = 2
  [[criteria.indicators]]
  code = "2.3"
  text = "Lời"
  value = "text"
"""

# what is replaced, by what, and the place and message that must come of it (and nothing else)
FAULTS = {
    "syntax": (
        'title = "Phường',
        "title = Phường",
        "dòng 3: dòng này không đúng cú pháp TOML: title = Phường kiểu mẫu",
    ),
    "unknown key": ("title =", "titel =", "titel: khóa không có trong quy ước; có phải là “title”?"),
    "missing key": ('title = "Phường kiểu mẫu"\n', "", "title: còn thiếu"),
    "empty": ('title = "Phường kiểu mẫu"', 'title = "  "', "dòng 3, title: không được để trống"),
    "too long": ('title = "', 'title = "' + "x" * 200, "title: quá dài (215 ký tự, tối đa 200)"),
    "text for number": ("max_points = 10", 'max_points = "10"', "dòng 5, max_points: phải là một số"),
    "yes for number": ("max_points = 10", "max_points = true", "max_points: phải là một số"),
    "not finite": ("points = 4", "points = nan", "criteria[0].indicators[0].points (chỉ tiêu 1.1): phải là một số"),
    "time for date": ("issued = 2030-01-01", "issued = 2030-01-01T08:00:00", "legal_basis.issued: phải là ngày dạng"),
    "number for flag": ("required = true", "required = 1", "indicators[0].required (chỉ tiêu 1.1): phải là true hoặc"),
    "table for list": ('evidence = ["Báo cáo"]', "evidence = {}", "evidence (chỉ tiêu 1.1): phải là danh sách"),
    "number in evidence": ('["Báo cáo"]', "[5]", "evidence[0] (chỉ tiêu 1.1): phải là chuỗi ký tự"),
    "value for table": ("scale = { kind", "scale = 5 # { kind", "scale (chỉ tiêu 1.1): phải là bảng"),
    "no legal basis": ("[legal_basis]", "[legal_base]", "legal_basis: còn thiếu"),
    "code form": ('code = "model-ward-2030"', 'code = "Model Ward"', "code: “Model Ward” không đúng dạng"),
    "unknown kind": (
        'kind = "model-ward"',
        'kind = "model-word"',
        "kind: “model-word” không thuộc các giá trị: model-ward",
    ),
    "unknown value": ('value = "number"', 'value = "numbre"', "value (chỉ tiêu 1.1): “numbre” không thuộc các giá trị"),
    "indicator of another criterion": ('code = "1.2"', 'code = "3.2"', "code (tiêu chí 1): “3.2” không đúng dạng"),
    "criterion twice": ('number = "2"', 'number = "1"', "criteria[1].number (tiêu chí 1): “1” bị lặp lại"),
    "indicator twice": ('code = "2.2"', 'code = "2.1"', "indicators[1].code (chỉ tiêu 2.1): “2.1” bị lặp lại"),
    "verbatim without text": (
        'text = "Nguyên văn"\n',
        "",
        "criteria[0].text (tiêu chí 1): còn thiếu: tiêu chí ghi “verbatim”",
    ),
    # dates
    "ends before it starts": (
        "effective_to = 2035",
        "effective_to = 2029",
        "dòng 8, effective_to: 31/12/2029 trước ngày",
    ),
    "review before start": (
        "review_from = 2032",
        "review_from = 2029",
        "review_from: 01/01/2029 trước ngày có hiệu lực",
    ),
    "issued after start": ("issued = 2030-01-01", "issued = 2030-02-02", "legal_basis.issued: 02/02/2030 sau ngày"),
    "notice without day": ("review_from = 2032-01-01\n", "", "review_notice: cần có ngày ở review_from"),
    # range, decimals and target
    "range upside down": ("min = 0", "min = 100", "max (chỉ tiêu 1.1): 100 không lớn hơn giá trị nhỏ nhất"),
    "too many decimals": ("decimals = 2", "decimals = 7", "decimals (chỉ tiêu 1.1): 7 lớn hơn 6"),
    "no decimals": ("  decimals = 2\n", "", "decimals (chỉ tiêu 1.1): còn thiếu"),
    "target finer than figures": (
        "value = 80 }",
        "value = 80.125 }",
        "target.value (chỉ tiêu 1.1): 80.125 có quá 2 chữ số",
    ),
    "pair finer than figures": ("[40, 0]", "[40.125, 0]", "scale.pairs[0][0] (chỉ tiêu 1.1): 40.125 có quá 2 chữ số"),
    "target outside": ("value = 80 }", "value = 101 }", "target.value (chỉ tiêu 1.1): mức đạt 101 nằm ngoài khoảng"),
    "target out of reach": (
        '">=", value = 80',
        '">", value = 100',
        "target (chỉ tiêu 1.1): không giá trị nào từ 0 đến 100",
    ),
    "target comparison": ('op = ">="', 'op = "=>"', "target.op (chỉ tiêu 1.1): “=>” không thuộc các giá trị"),
    "required without target": (
        '  target = { op = ">=", value = 80 }\n',
        "",
        "required (chỉ tiêu 1.1): chỉ tiêu bắt buộc phải có",
    ),
    "range of a share": (
        'value = "share"',
        'value = "share"\n  max = 5',
        "max (chỉ tiêu 1.2): chỉ dùng cho chỉ tiêu là số",
    ),
    "excess of a number": (
        "decimals = 2",
        "decimals = 2\n  may_exceed = true",
        "may_exceed (chỉ tiêu 1.1): chỉ dùng cho",
    ),
    "target of a yes": (
        "  points = 1\n",
        '  points = 1\n  target = { op = "=", value = 1 }\n',
        "target (chỉ tiêu 2.1): chỉ dùng",
    ),
    "scale of a choice": (
        "  points = 2\n",
        "  points = 2\n  scale = {}\n",
        "scale (chỉ tiêu 2.2): không dùng cho loại",
    ),
    "points of a text": (
        'value = "text"',
        'value = "text"\n  points = 1',
        "points (chỉ tiêu 2.3): chỉ tiêu bằng lời không được",
    ),
    "required text": (
        'value = "text"',
        'value = "text"\n  required = true',
        "required (chỉ tiêu 2.3): chỉ tiêu bằng lời không có",
    ),
    # bands
    "no scale": ('  scale = { kind = "linear", pairs = [[40, 0], [80, 4]] }\n', "", "scale (chỉ tiêu 1.1): còn thiếu"),
    "unknown scale": (
        'kind = "linear"',
        'kind = "liner"',
        "scale.kind (chỉ tiêu 1.1): “liner” không thuộc các giá trị: linear",
    ),
    "gap": ("[[0, 0], [50, 3]]", "[[50, 3]]", "scale.pairs[0] (chỉ tiêu 1.2): thang điểm hở: giá trị từ 0 đến dưới 50"),
    "overlap": (
        "[[0, 0], [50, 3]]",
        "[[0, 0], [50, 2], [50, 3]]",
        "pairs[2] (chỉ tiêu 1.2): các khoảng điểm chồng nhau: giá trị 50",
    ),
    "falling values": (
        "[[40, 0], [80, 4]]",
        "[[80, 4], [40, 0]]",
        "pairs[1] (chỉ tiêu 1.1): các khoảng điểm chồng nhau: giá trị phải tăng",
    ),
    "outside the range": (
        "[80, 4]]",
        "[120, 4]]",
        "scale.pairs[1] (chỉ tiêu 1.1): 120 nằm ngoài khoảng giá trị cho phép 0 … 100",
    ),
    "half a pair": ("[40, 0]", "[40]", "scale.pairs[0] (chỉ tiêu 1.1): phải là một cặp"),
    "single point": (
        "[[40, 0], [80, 4]]",
        "[[80, 4]]",
        "scale.pairs (chỉ tiêu 1.1): thang “linear” cần ít nhất hai cặp",
    ),
    "negative points": ("[40, 0]", "[40, -1]", "scale.pairs[0][1] (chỉ tiêu 1.1): -1 nhỏ hơn 0"),
    # points that do not add up
    "scale below points": (
        "[80, 4]]",
        "[80, 3.5]]",
        "scale.pairs (chỉ tiêu 1.1): thang điểm cho cao nhất 3,5 điểm, khác",
    ),
    "level below points": (
        "points = 2, met",
        "points = 1, met",
        "choices (chỉ tiêu 2.2): mức cao nhất được 1 điểm, khác",
    ),
    "sum": ("max_points = 10", "max_points = 11", "dòng 5, max_points: tổng điểm các chỉ tiêu là 10, không phải 11"),
    "pass above maximum": (
        "min_points = 9",
        "min_points = 10.5",
        "pass_rule.min_points: 10,5 lớn hơn tổng điểm tối đa",
    ),
    # choices
    "one level": (', { name = "Khá", points = 0 }', "", "choices (chỉ tiêu 2.2): cần ít nhất hai mức"),
    "level twice": ('name = "Khá"', 'name = "Tốt"', "choices[1].name (chỉ tiêu 2.2): “Tốt” bị lặp lại"),
    "no level met": ("met = true }", "met = false }", "choices (chỉ tiêu 2.2): không mức nào được ghi là đạt"),
    "level is no table": ('{ name = "Khá", points = 0 }', "5", "choices[1] (chỉ tiêu 2.2): phải là bảng"),
    # succession
    "unknown predecessor": (
        "[legal_basis]",
        '[supersedes]\ncode = "x"\n[legal_basis]',
        "supersedes.code: không có bộ tiêu chí khác",
    ),
}
# faults that bring others with them
SEVERAL = {
    "criterion twice",
    "no legal basis",
    "level is no table",
    "syntax",
    "unknown key",
    "not finite",
}
